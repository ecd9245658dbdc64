import { assertOwnPage } from '../../../src/graphql/shared/own-page';
import { noSessionCookie, readCookie, sessionCookie } from '../../../src/graphql/shared/session-cookie';

describe('readCookie', () => {
  it.each<[header: string | undefined, value: string | undefined]>([
    [undefined, undefined],
    ['', undefined],
    ['__Host-s=a', 'a'],
    ['x=1; __Host-s=a; y=2', 'a'],
    ['x=1;__Host-s = a ;y', 'a'],
    ['__Host-s=a=b==', 'a=b=='],
    ['__Host-s=', ''],
    ['__Host-s', undefined],
    ['__host-s=a', undefined],
    ['x__Host-s=a; __Host-sx=b; =c', undefined],
    ['__Host-s=a; __Host-s=b', undefined],
    ['__Host-s=a; __Host-s=a', undefined],
  ])('of %p is %p', (header, value) => {
    expect(readCookie(header, '__Host-s')).toBe(value);
  });
});

describe('the Set-Cookie values', () => {
  it('hold the cookie to this host, to TLS, to the same site, and away from scripts', () => {
    expect(sessionCookie('__Host-s', 'token', 60)).toBe('__Host-s=token; Max-Age=60; Path=/; Secure; HttpOnly; SameSite=Strict');
    expect(noSessionCookie('__Host-s')).toBe('__Host-s=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict');
  });
});

describe('assertOwnPage', () => {
  const asked = (webOrigin: string | undefined, protocol = 'http') => ({ webOrigin, protocol, host: 'api.example:8443' });

  it.each<[webOrigin: string | undefined, protocol: string, siteUrl: string | undefined]>([
    [undefined, 'http', undefined],
    ['https://api.example:8443', 'http', undefined],
    ['http://api.example:8443', 'http', undefined],
    ['https://portal.example', 'https', 'https://portal.example/a/b?c#d'],
    ['https://portal.example', 'https', 'https://PORTAL.example:443'],
    ['http://localhost:3000', 'https', 'http://localhost:3000/'],
  ])('lets %p through (%s, site %p)', (webOrigin, protocol, siteUrl) => {
    expect(() => assertOwnPage(asked(webOrigin, protocol), siteUrl)).not.toThrow();
  });

  it.each<[webOrigin: string, protocol: string, siteUrl: string | undefined]>([
    ['null', 'https', 'https://portal.example'],
    ['', 'https', 'https://portal.example'],
    ['https://portal.example.evil', 'https', 'https://portal.example'],
    ['http://portal.example', 'https', 'https://portal.example'],
    ['https://portal.example:8443', 'https', 'https://portal.example'],
    ['http://api.example:8443', 'https', undefined],
    ['https://api.example', 'https', undefined],
    ['null', 'https', 'no url'],
  ])('stops %p (%s, site %p)', (webOrigin, protocol, siteUrl) => {
    expect(() => assertOwnPage(asked(webOrigin, protocol), siteUrl)).toThrow('Pages of this origin');
  });
});
