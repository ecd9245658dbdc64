import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What the proxy does with connections: `pass` them on, `refuse` new ones, or take them and `stall` (a black hole). */
type Mode = 'pass' | 'refuse' | 'stall';

/** Stands before a server and breaks the way to it on demand. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private readonly dead = new WeakSet<Socket>();
  private server: Server | undefined;
  private mode: Mode = 'pass';
  private awaited: { text: string; lost: () => void } | undefined;
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

  /** The next time a client sends something that holds `text`, passes it on, but cuts the client off instead of passing on the answer; then calls `lost`. */
  loseReplyTo(text: string, lost: () => void = () => undefined): void {
    this.awaited = { text, lost };
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
    client.on('data', (bytes) => this.watch(bytes, client, upstream));
    passOn(upstream, client);
  }

  private watch(bytes: Buffer, client: Socket, upstream: Socket): void {
    if (!this.awaited || !bytes.includes(this.awaited.text)) return;
    const { lost } = this.awaited;
    this.awaited = undefined;
    this.dead.add(client);
    upstream.once('data', () => {
      client.destroy();
      lost();
    });
  }
}
