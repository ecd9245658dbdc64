import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptsGzip } from './answer';

/** What the explorer shows when it opens. */
export interface ExplorerOptions {
  readonly title: string;
  readonly query: string;
  /** Filled into its header editor, e.g. a demo token. Visible to everyone who can reach the page. */
  readonly headers?: Readonly<Record<string, string>>;
}

interface Page {
  readonly html: Buffer;
  readonly compressed: Buffer;
  readonly contentSecurityPolicy: string;
}

/** Serves GraphiQL from this process alone: one page, nothing loaded from elsewhere, and a content policy that would not allow it. */
export function createExplorer(options: ExplorerOptions): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  let page: Promise<Page> | undefined;
  return async (request, reply) => {
    const { html, compressed, contentSecurityPolicy } = await (page ??= render(options));
    reply.headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy,
      vary: 'Accept, Accept-Encoding',
    });
    if (!acceptsGzip(request.headers['accept-encoding'])) return reply.send(html);
    return reply.header('content-encoding', 'gzip').send(compressed);
  };
}

/** Whether a browser is navigating here, as opposed to a program asking for JSON. */
export function wantsPage(request: FastifyRequest): boolean {
  return request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
}

async function render(options: ExplorerOptions): Promise<Page> {
  // Nine megabytes of scripts: not before somebody wants them.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({
    title: options.title,
    defaultQuery: options.query,
    ...(options.headers && { headers: JSON.stringify(options.headers, undefined, 2) }),
    // Else tokens typed into the header editor would stay in the browser for good.
    shouldPersistHeaders: false,
  });
  const bytes = Buffer.from(html);
  return { html: bytes, compressed: await promisify(gzip)(bytes, { level: 6 }), contentSecurityPolicy: policyFor(html) };
}

/** Only the page's own script runs (named by its hash) and only this origin is talked to. The editor makes its workers from blobs and writes styles. */
function policyFor(html: string): string {
  const scripts = [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(([, script = '']) => {
    // Browsers hash the script after turning CR LF into LF, as the HTML standard has them read it.
    return `'sha256-${createHash('sha256').update(script.replace(/\r\n?/g, '\n')).digest('base64')}'`;
  });
  return [
    "default-src 'none'",
    `script-src ${scripts.join(' ')}`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
