import { assertSupportedServer } from '../../../src/persistence/server-version';

describe('the database server', () => {
  it.each(['10.11.0-MariaDB', '10.11.19-MariaDB-0+deb12u1', '5.5.5-10.11.6-MariaDB', '11.4.2-MariaDB-log', '8.0.36', '8.4.0-log', '9.1.0'])(
    '%s is new enough',
    (version) => {
      expect(() => assertSupportedServer(version)).not.toThrow();
    },
  );

  it.each([
    ['10.6.18-MariaDB', 'MariaDB 10.6'],
    ['5.5.5-10.5.26-MariaDB-log', 'MariaDB 10.5'],
    ['5.7.44', 'MySQL 5.7'],
    ['something else', 'MySQL 0.0'],
  ])('%s is refused by name', (version, named) => {
    expect(() => assertSupportedServer(version)).toThrow(`${named} is too old: the portal needs MariaDB 10.11 or MySQL 8.0, or later.`);
  });
});
