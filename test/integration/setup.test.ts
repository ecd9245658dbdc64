import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A project of two files with the real set-up script, on a PATH that holds only what a test puts there. */
class Machine {
  readonly root = mkdtempSync(join(tmpdir(), 'portal-setup-'));
  readonly calls = join(this.root, 'calls');

  constructor(engine = '>=20.19') {
    chmodSync(this.root, 0o755);
    for (const folder of ['.ci', 'bin']) mkdirSync(join(this.root, folder));
    copyFileSync(join(__dirname, '../../.ci/setup.mjs'), join(this.root, '.ci/setup.mjs'));
    this.write('package.json', { engines: { node: engine } });
    this.write('package-lock.json', this.lock('1.0.0'));
  }

  lock(version: string) {
    return {
      packages: {
        '': {},
        'node_modules/a': { version, optionalDependencies: { '@a/win32': version } },
        'node_modules/other-system': { version, optional: true },
      },
    };
  }

  write(file: string, content: object): void {
    writeFileSync(join(this.root, file), JSON.stringify(content));
  }

  /** Puts a stand-in on the PATH that notes how it was called. */
  program(name: string, then = 'true'): void {
    writeFileSync(join(this.root, 'bin', name), `#!/bin/sh\necho "${name} $*" >> "${this.calls}"\n${then}\n`, { mode: 0o755 });
  }

  setup(args: string[] = [], options: { uid?: number; env?: Record<string, string> } = {}) {
    const { uid, env } = options;
    const result = spawnSync(process.execPath, [join(this.root, '.ci/setup.mjs'), ...args], {
      encoding: 'utf8',
      env: { PATH: join(this.root, 'bin'), ...env },
      ...(uid !== undefined && { uid }),
    });
    return { code: result.status, out: result.stdout, err: result.stderr };
  }

  called(): string[] {
    return existsSync(this.calls) ? readFileSync(this.calls, 'utf8').trim().split('\n') : [];
  }
}

const machines: Machine[] = [];
function aMachine(engine?: string): Machine {
  const machine = new Machine(engine);
  machines.push(machine);
  machine.program('npm', '/bin/mkdir -p node_modules');
  return machine;
}
afterAll(() => machines.forEach((machine) => rmSync(machine.root, { recursive: true, force: true })));

const silent = { code: 0, out: '', err: '' };
const isRoot = process.getuid?.() === 0;

describe('the set-up script', () => {
  it('installs npm packages once, and again when the lockfile changes', () => {
    const machine = aMachine();
    expect(machine.setup()).toEqual({ code: 0, out: 'setup: installing npm packages (npm ci) …\n', err: '' });
    expect(machine.setup()).toEqual(silent);
    machine.write('package-lock.json', machine.lock('1.0.1'));
    expect(machine.setup().code).toBe(0);
    expect(machine.called()).toEqual(Array(2).fill('npm ci --no-audit --no-fund --ignore-scripts'));
  });

  it('takes over what somebody installed by hand when it is what the lockfile says', () => {
    const machine = aMachine();
    mkdirSync(join(machine.root, 'node_modules'));
    machine.write('node_modules/.package-lock.json', { packages: { 'node_modules/a': { version: '1.0.0' } } });
    expect(machine.setup()).toEqual(silent);
    machine.write('package-lock.json', machine.lock('2.0.0'));
    machine.setup();
    expect(machine.called()).toHaveLength(1);
  });

  it('does not stop at the lock of a process that died', () => {
    const machine = aMachine();
    mkdirSync(join(machine.root, '.local'));
    writeFileSync(join(machine.root, '.local/setup.lock'), '4194304');
    expect(machine.setup().code).toBe(0);
  });

  it('shows how npm failed and what to do', () => {
    const machine = aMachine();
    machine.program('npm', 'echo "network unreachable" >&2; exit 1');
    const { code, err } = machine.setup();
    expect(code).toBe(1);
    expect(err).toMatch(/^setup: `npm ci[^]*network unreachable[^]*registry can be reached/);
    expect(existsSync(join(machine.root, 'node_modules/.setup-stamp'))).toBe(false);
  });

  it('does without packages of other platforms that the lockfile lacks, and without nothing else', () => {
    const machine = aMachine();
    const refuse = (line: string) =>
      `if [ "$1" = ci ]; then echo "npm error Missing: @a/win32@1.0.0 from lock file"; echo "${line}"; exit 1; fi; /bin/mkdir -p node_modules`;
    machine.program('npm', refuse('npm error Missing: b@1.0.0 from lock file'));
    expect(machine.setup()).toMatchObject({ code: 1, err: expect.stringContaining('Missing: b@1.0.0') as string });
    machine.program('npm', refuse('npm error'));
    expect(machine.setup()).toMatchObject({ code: 0, err: '' });
    expect(machine.called().at(-1)).toBe('npm install --no-save --no-audit --no-fund --ignore-scripts');
  });

  it('says when Node is too old', () => {
    expect(aMachine('>=99.1').setup()).toMatchObject({
      code: 1,
      err: expect.stringMatching(/too old: the project needs >=99.1/) as string,
    });
  });

  it('installs nothing for a database that is there, or lies elsewhere', () => {
    const machine = aMachine();
    machine.setup();
    expect(machine.setup(['--database'], { env: { PORTAL_DATABASE_URL: 'mysql://elsewhere/portal' } })).toEqual(silent);
    machine.program('mariadbd');
    expect(machine.setup(['--database'])).toEqual(silent);
  });

  it('says what to do where it may not install', () => {
    const machine = aMachine();
    machine.setup();
    expect(machine.setup(['--database']).err).toMatch(/no apt-get here[^]*PORTAL_DATABASE_URL/);
    machine.program('apt-get');
    const { code, err } = machine.setup(['--database', '--with', 'oathtool'], isRoot ? { uid: 65_534 } : {});
    expect(code).toBe(1);
    expect(err).toContain('sudo apt-get install -y --no-install-recommends mariadb-server-core oathtool');
    expect(machine.setup(['--with', 'nmap'])).toMatchObject({ code: 1, err: expect.stringContaining('unknown') as string });
  });

  (isRoot ? it : it.skip)('installs Debian packages as root, without a question', () => {
    const machine = aMachine();
    machine.setup();
    machine.program('apt-get', 'echo "$DEBIAN_FRONTEND" >> "' + machine.calls + '"');
    expect(machine.setup(['--database'])).toEqual({ code: 0, out: 'setup: installing mariadb-server-core (apt-get) …\n', err: '' });
    const options = '-o Acquire::Retries=3 -o DPkg::Lock::Timeout=300';
    expect(machine.called().slice(1)).toEqual([
      `apt-get ${options} update`,
      'noninteractive',
      `apt-get ${options} install -y --no-install-recommends mariadb-server-core`,
      'noninteractive',
    ]);
  });
});
