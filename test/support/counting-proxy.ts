import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before an HTTP server, sees every call, and holds back those that a test wants to hold. */
export class CountingProxy {
  /** The calls that arrived, in their order, as `GET /path`. */
  readonly arrived: string[] = [];
  /** The most that were under way at once. */
  mostAtOnce = 0;
  private underWay = 0;
  private heldPath: string | undefined;
  private readonly held: (() => void)[] = [];
  private readonly watchers: { count: number; reached: () => void }[] = [];
  private readonly server: Server;

  constructor(private readonly target: string) {
    this.server = createServer((incoming, outgoing) => this.take(incoming, outgoing));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  /** From now on calls whose path contains this arrive, and go no further. */
  hold(path: string): void {
    this.heldPath = path;
  }

  /** Lets what was held go on, and holds nothing more. */
  release(): void {
    this.heldPath = undefined;
    for (const goOn of this.held.splice(0)) goOn();
  }

  /** Resolves once so many calls have arrived in all. */
  hasArrived(count: number): Promise<void> {
    return new Promise((reached) => {
      if (this.arrived.length >= count) reached();
      else this.watchers.push({ count, reached });
    });
  }

  private take(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = '', url = '' } = incoming;
    this.arrived.push(`${method} ${url.replace('/connector/v1', '')}`);
    this.underWay += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.underWay);
    outgoing.once('close', () => (this.underWay -= 1));
    for (const watcher of this.watchers) if (this.arrived.length >= watcher.count) watcher.reached();
    const goOn = (): void => this.passOn(incoming, outgoing);
    if (this.heldPath !== undefined && url.includes(this.heldPath)) this.held.push(goOn);
    else goOn();
  }

  private passOn(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, url, headers } = incoming;
    const upstream = request(`${this.target}${url ?? ''}`, { method, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.on('error', () => incoming.socket.destroy());
    incoming.pipe(upstream);
  }
}
