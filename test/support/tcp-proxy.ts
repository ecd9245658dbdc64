import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What the proxy does with connections: `pass` them on, `refuse` new ones, or take them and `stall` (a black hole). */
type Mode = 'pass' | 'refuse' | 'stall';

const COMMIT = packet(0, Buffer.from('\x03COMMIT'));
const ROLLBACK = packet(0, Buffer.from('\x03ROLLBACK'));

/** Stands before a server and breaks the way to it on demand. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private readonly dead = new WeakSet<Socket>();
  private readonly refusing = new WeakSet<Socket>();
  private server: Server | undefined;
  private mode: Mode = 'pass';
  private commits = { toRefuse: 0, errno: 0 };
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

  /** Rolls back instead of that many COMMITs and answers with an error, as a node of a cluster does: 1213 where another was ahead. MariaDB's and MySQL's protocol only. */
  refuseCommits(times: number, errno = 1213): void {
    this.commits = { toRefuse: times, errno };
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
    client.on('data', (bytes) => {
      if (this.dead.has(client)) return;
      if (bytes.equals(COMMIT) && this.commits.toRefuse > 0) return this.refuseCommit(client, upstream);
      upstream.write(bytes);
    });
    client.on('data', (bytes) => this.watch(bytes, client, upstream));
    upstream.on('data', (bytes) => {
      if (this.refusing.delete(client)) client.write(refusal(this.commits.errno));
      else if (!this.dead.has(client)) client.write(bytes);
    });
  }

  private refuseCommit(client: Socket, upstream: Socket): void {
    this.commits.toRefuse -= 1;
    this.refusing.add(client);
    upstream.write(ROLLBACK);
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

function refusal(errno: number): Buffer {
  return packet(1, Buffer.concat([Buffer.from([0xff, errno & 0xff, errno >> 8]), Buffer.from('#HY000Refused')]));
}

/** A packet of the MySQL protocol. */
function packet(sequence: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUIntLE(payload.length, 0, 3);
  head[3] = sequence;
  return Buffer.concat([head, payload]);
}
