import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What the proxy does with connections: `pass` them on, `refuse` new ones, or take them and `stall` (a black hole). */
type Mode = 'pass' | 'refuse' | 'stall';

/** Stands before a server and breaks the way to it on demand. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private readonly dead = new WeakSet<Socket>();
  private server: Server | undefined;
  private mode: Mode = 'pass';
  private losesReply = false;
  port = 0;

  constructor(private readonly target: { host: string; port: number }) {}

  /** How many connections clients hold now. */
  get connections(): number {
    return [...this.sockets].filter((socket) => !socket.destroyed).length;
  }

  async start(): Promise<void> {
    await this.listen();
  }

  /** Lets new connections through again; stalled ones stay dead, as they do when a route comes back. */
  async pass(): Promise<void> {
    this.mode = 'pass';
    if (!this.server) await this.listen();
  }

  /** Cuts every connection and lets nobody in. */
  async refuse(): Promise<void> {
    this.mode = 'refuse';
    await this.close();
  }

  /** Cuts every connection; new ones go through. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  /** Takes every byte and every new connection and answers nothing, as a dead route does. */
  stall(): void {
    this.mode = 'stall';
    for (const socket of this.sockets) this.dead.add(socket);
  }

  /** Passes on what clients send, and cuts them off instead of passing on the next answer that any of them gets. */
  loseReply(): void {
    this.losesReply = true;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    this.cut();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  private listen(): Promise<void> {
    const server = createServer((client) => this.take(client));
    this.server = server;
    return new Promise((resolve) =>
      server.listen(this.port, '127.0.0.1', () => {
        this.port = (server.address() as AddressInfo).port;
        resolve();
      }),
    );
  }

  private take(client: Socket): void {
    this.sockets.add(client);
    client.on('error', () => undefined).on('close', () => this.sockets.delete(client));
    const upstream = connect(this.target);
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
    if (this.mode === 'stall') this.dead.add(client);
    const passOn = (from: Socket, to: Socket): void => {
      from.on('data', (bytes) => {
        if (!this.dead.has(client)) to.write(bytes);
      });
    };
    passOn(client, upstream);
    upstream.on('data', () => {
      if (!this.losesReply) return;
      this.losesReply = false;
      client.destroy();
    });
    passOn(upstream, client);
  }
}
