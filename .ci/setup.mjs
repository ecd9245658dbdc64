/**
 * Makes a machine ready for the project: Node's version, npm packages and, with --database, a MariaDB server program.
 * Runs before `npm run demo`, `npm test` and the like; says nothing and takes no time when everything is there.
 * Plain Node without dependencies: it has to run before there are any.
 *
 *   node .ci/setup.mjs [--database] [--with oathtool,chromium,…]
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const inProject = (...path) => join(project, ...path);

/** What can be asked for by --with: Debian's package and the program by which one sees that it is there. */
const tools = { oathtool: 'oathtool', chromium: 'chromium', 'zbar-tools': 'zbarimg', faketime: 'faketime' };

/** Something a person has to do; ends the run with exit code 1. */
class Missing extends Error {}

function say(line) {
  process.stdout.write(`setup: ${line}\n`);
}

function checkNode() {
  const { engines } = JSON.parse(readFileSync(inProject('package.json'), 'utf8'));
  const wanted = engines.node.replace('>=', '').split('.').map(Number);
  const have = process.versions.node.split('.').map(Number);
  const difference = wanted.map((number, index) => have[index] - number).find((step) => step !== 0) ?? 0;
  if (difference < 0) {
    throw new Missing(
      `Node ${process.versions.node} is too old: the project needs ${engines.node}. Install a newer one (https://nodejs.org) and try again.`,
    );
  }
}

/** A program on the PATH, or in the sbin directory beside one of its bin directories. */
function findProgram(name) {
  const places = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...places, ...places.map((place) => place.replace(/bin$/, 'sbin'))].map((place) => join(place, name)).find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a step's command quietly; resolves to undefined when it went well, else to what it said. */
function attempt(command, args) {
  const result = spawnSync(command, args, {
    cwd: project,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    // What npm says decides what to do next, however quiet the npm above us was told to be.
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', npm_config_loglevel: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.status === 0) return undefined;
  const said = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`;
  return said
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('npm warn'));
}

/** Runs a step's command; when it fails shows what it said, shortened, and then what to do. */
function run(command, args, advice) {
  const said = attempt(command, args);
  if (said === undefined) return;
  // npm names the cause first and apt last.
  const shown = said.length > 24 ? [...said.slice(0, 12), '…', ...said.slice(-12)] : said;
  throw new Missing(`\`${command} ${args.join(' ')}\` failed:\n${shown.join('\n')}\n${advice}`);
}

function installPackages() {
  const lockfile = inProject('package-lock.json');
  const stamp = inProject('node_modules', '.setup-stamp');
  const digest = createHash('sha256').update(readFileSync(lockfile)).digest('hex');
  const isCurrent = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
  if (isCurrent()) return;
  whileLocked(() => {
    if (isCurrent()) return;
    if (!isInstalled(lockfile)) {
      say('installing npm packages (npm ci) …');
      if (findProgram('npm') === undefined)
        throw new Missing('npm is not on the PATH. It comes with Node: reinstall Node, or run `corepack enable`.');
      runNpm(lockfile);
    }
    writeFileSync(stamp, digest);
  });
}

const quiet = ['--no-audit', '--no-fund', '--ignore-scripts'];
const npmAdvice = 'Check that the npm registry can be reached and that package-lock.json fits package.json, then try again.';

/**
 * Installs exactly what the lockfile says. `npm ci` refuses a lockfile that lacks optional packages of other platforms, which happens when the
 * registry had not got them yet on the day the lockfile was written; `npm install --no-save` takes the same versions and does without them.
 */
function runNpm(lockfile) {
  const said = attempt('npm', ['ci', ...quiet]);
  if (said === undefined) return;
  const complaints = said.filter((line) => /^npm error (Missing|Invalid): /.test(line));
  const optional = optionalPackages(lockfile);
  const isOptional = (line) => optional.has(/^npm error Missing: (\S+)@\S* from lock file$/.exec(line)?.[1]);
  if (complaints.length === 0 || !complaints.every(isOptional)) return void run('npm', ['ci', ...quiet], npmAdvice);
  say('the lockfile lacks packages of other platforms; installing by it all the same (npm install --no-save) …');
  run('npm', ['install', '--no-save', ...quiet], npmAdvice);
}

/** The names that packages of the lockfile can do without. */
function optionalPackages(lockfile) {
  const { packages } = JSON.parse(readFileSync(lockfile, 'utf8'));
  return new Set(Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {})));
}

/** Whether node_modules, laid by somebody's own `npm install`, holds what the lockfile says: npm keeps a list of it inside. */
function isInstalled(lockfile) {
  const listFile = inProject('node_modules', '.package-lock.json');
  if (!existsSync(listFile)) return false;
  const wanted = JSON.parse(readFileSync(lockfile, 'utf8')).packages;
  const present = JSON.parse(readFileSync(listFile, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => path === '' || entry.optional || present[path]?.version === entry.version);
}

/** Two terminals may start at once; the second waits for the first. A lock left by a dead process counts for nothing. */
function whileLocked(work) {
  const lock = inProject('.local', 'setup.lock');
  mkdirSync(dirname(lock), { recursive: true });
  for (const pause = new Int32Array(new SharedArrayBuffer(4)); !takeLock(lock); Atomics.wait(pause, 0, 0, 200));
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function takeLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!holderLives(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function holderLives(lock) {
  try {
    const holder = Number(readFileSync(lock, 'utf8'));
    // Just created and not yet written: its holder lives.
    return holder === 0 || process.kill(holder, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Debian packages, as root; only the ones whose program is missing. None of them starts a service. */
function installDebian(wanted) {
  const missing = Object.entries(wanted).flatMap(([debian, program]) => (findProgram(program) === undefined ? [debian] : []));
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  const otherwise = missing.includes('mariadb-server-core')
    ? '\nOr set PORTAL_DATABASE_URL to a MariaDB or MySQL server that is already running.'
    : '';
  const programs = missing.map((name) => wanted[name]).join(', ');
  if (findProgram('apt-get') === undefined) {
    throw new Missing(
      `${programs}: not installed, and there is no apt-get here. Install it with this system's package manager and put it on the PATH.${otherwise}`,
    );
  }
  if (process.getuid?.() !== 0)
    throw new Missing(`${programs}: not installed, and only root may install it. Run:\n  sudo ${command}${otherwise}`);
  const advice = `Check that Debian's package servers can be reached, then try again or run:\n  ${command}${otherwise}`;
  const patient = ['-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=300'];
  say(`installing ${missing.join(', ')} (apt-get) …`);
  run('apt-get', [...patient, 'update'], advice);
  run('apt-get', [...patient, 'install', '-y', '--no-install-recommends', ...missing], advice);
}

function readArguments(args) {
  const wanted = {};
  for (let index = 0; index < args.length; index++) {
    if (args[index] === '--database') {
      const given = process.env.PORTAL_DATABASE_URL || process.env.PORTAL_TEST_DATABASE_URL;
      if (!given) wanted['mariadb-server-core'] = 'mariadbd';
    } else if (args[index] === '--with') {
      for (const name of (args[++index] ?? '').split(',')) {
        if (!(name in tools)) throw new Missing(`--with ${name}: unknown; there are ${Object.keys(tools).join(', ')}.`);
        wanted[name] = tools[name];
      }
    } else {
      throw new Missing(`${args[index]}: unknown; there are --database and --with.`);
    }
  }
  return wanted;
}

try {
  checkNode();
  const wanted = readArguments(process.argv.slice(2));
  installPackages();
  installDebian(wanted);
} catch (error) {
  process.stderr.write(error instanceof Missing ? `setup: ${error.message}\n` : `setup: ${error.stack}\n`);
  process.exitCode = 1;
}
