const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/** The one value of a cookie in a `Cookie` header; undefined when it is not there, or there twice: then nobody knows who set which. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  const values = (header ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at > 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : [];
  });
  return values.length === 1 ? values[0] : undefined;
}

/** The `Set-Cookie` value that gives a browser its session. A name that begins with `__Host-` holds it to this host, whole and over TLS only (RFC 6265bis, 4.1.3.2). */
export function sessionCookie(name: string, token: string, lifetimeSeconds: number): string {
  return `${name}=${token}; Max-Age=${lifetimeSeconds}; ${ATTRIBUTES}`;
}

/** The `Set-Cookie` value that takes it away again. */
export function noSessionCookie(name: string): string {
  return sessionCookie(name, '', 0);
}
