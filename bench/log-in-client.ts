import { Agent, request } from 'node:http';
import { BENCH_LOG_IN } from './dashboard-users';

const QUERY =
  'mutation ($input: LogInInput!) { logIn(input: $input) { outcome { ... on LoggedIn { session { token } } } userErrors { code } } }';

/** One user who logs in over HTTP, from a loopback address of their own: guesses from one address are limited. */
export class LogInClient {
  private readonly agent: Agent;
  private readonly body: string;

  constructor(
    private readonly port: number,
    email: string,
    localAddress: string,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: 1, localAddress });
    this.body = JSON.stringify({ query: QUERY, variables: { input: { ...BENCH_LOG_IN, email } } });
  }

  /** Logs in once and resolves to the session's token. @throws Error when refused. */
  async logIn(): Promise<string> {
    const text = await this.post();
    const token = /"token":"([^"]+)"/.exec(text)?.[1];
    if (token === undefined) throw new Error(`A log-in was refused: ${text.slice(0, 500)}`);
    return token;
  }

  close(): void {
    this.agent.destroy();
  }

  private post(): Promise<string> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(this.body) };
      const options = { port: this.port, host: '127.0.0.1', path: '/graphql', method: 'POST', agent: this.agent, headers };
      const call = request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks).toString()));
        response.on('error', reject);
      });
      call.on('error', reject);
      call.end(this.body);
    });
  }
}
