/** A GraphQL answer as a client sees it. */
interface GraphqlAnswer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions: { code: string } }[];
}

/** What a mutation said no with. */
export interface Refusals {
  userErrors: { code: string; message: string }[];
}

/** A client of the portal, speaking GraphQL over HTTP and nothing else. */
export class DemoClient {
  private token: string | undefined;

  constructor(private readonly url: string) {}

  /** What is asked next is asked with this token. */
  use(token: string): void {
    this.token = token;
  }

  /** @throws Error on any GraphQL or HTTP error, with its code and words. */
  async ask<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(this.token && { authorization: `Bearer ${this.token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await response.json()) as GraphqlAnswer<Data>;
    if (answer.errors || !answer.data) {
      throw new Error(answer.errors?.map((error) => `${error.extensions.code}: ${error.message}`).join('; ') ?? `HTTP ${response.status}`);
    }
    return answer.data;
  }

  /** Sends a mutation whose input is named after it, and resolves to its payload. @throws Error as `ask`. */
  async send<Payload>(mutation: string, input: Record<string, unknown>, payload: string): Promise<Payload & Refusals> {
    const inputType = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const query = `mutation ($input: ${inputType}!) { ${mutation}(input: $input) { ${payload} userErrors { code message } } }`;
    return (await this.ask<Record<string, Payload & Refusals>>(query, { input }))[mutation] as Payload & Refusals;
  }

  /** Logs in and keeps the token for what is asked next; undefined when refused. */
  async logIn(inputType: 'LogInInput' | 'PlatformLogInInput', input: Record<string, string>): Promise<string | undefined> {
    const { logIn } = await this.ask<{ logIn: { outcome: { session?: { token: string } } | null } }>(
      `mutation LogIn($input: ${inputType}!) { logIn(input: $input) { outcome { ... on LoggedIn { session { token } } } userErrors { code message } } }`,
      { input },
    );
    this.token = logIn.outcome?.session?.token;
    return this.token;
  }
}
