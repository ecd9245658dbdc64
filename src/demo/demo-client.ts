/** A GraphQL answer as a client sees it. */
interface GraphqlAnswer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions: { code: string } }[];
}

/** A client of the portal, speaking GraphQL over HTTP and nothing else. */
export class DemoClient {
  private token: string | undefined;

  constructor(private readonly url: string) {}

  /** @throws Error on any GraphQL or HTTP error, with its words. */
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
