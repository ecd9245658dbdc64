import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { features } from '../../.ci/features.cjs';

interface Violation {
  from: string;
  to: string;
  rule: { name: string };
}
interface Report {
  summary: { violations: Violation[]; totalCruised: number; ruleSetUsed: { forbidden: { name: string }[] } };
}

const project = join(__dirname, '../..');
const program = join(project, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

async function cruise(directory: string, what: string[]): Promise<Report['summary']> {
  const options = ['--config', join(project, '.dependency-cruiser.cjs'), '--output-type', 'json'];
  // It exits with the number of violations; the report on standard output is complete all the same.
  const run = promisify(execFile)(process.execPath, [program, ...options, ...what], { cwd: directory, maxBuffer: 1 << 26 });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return (JSON.parse(stdout) as Report).summary;
}

/** One offence per rule: the file that commits it and what it imports. */
const offences: Record<string, [file: string, imports: string]> = {
  'no-cycle': ['src/kernel/circle-a.ts', 'src/kernel/circle-b'],
  resolvable: ['src/kernel/lost.ts', 'src/kernel/nowhere'],
  'kernel-alone': ['src/kernel/climber.ts', 'src/nacha/file'],
  'nacha-on-kernel': ['src/nacha/climber.ts', 'src/domain/sites/site.service'],
  'no-io-on-floor-0': ['src/nacha/reader.ts', 'node:fs'],
  'persistence-down': ['src/persistence/climber.ts', 'src/domain/sites/site.service'],
  'entities-below-repositories': ['src/persistence/entities/climber.entity.ts', 'src/persistence/repositories/site.repository'],
  'domain-down': ['src/domain/sites/climber.service.ts', 'src/servicing/aspire'],
  'graphql-wing': ['src/graphql/types/sites/site.type.ts', 'src/persistence/entities/site.entity'],
  'servicing-wing': ['src/servicing/sideways.ts', 'src/graphql/shared/money'],
  'mailing-wing': ['src/mailing/sideways.ts', 'src/servicing/aspire'],
  'simulator-wing': ['src/simulator/sideways.ts', 'src/domain/sites/site.service'],
  'http-floor': ['src/http/shortcut.ts', 'src/persistence/entities/site.entity'],
  'jobs-floor': ['src/jobs/sideways.ts', 'src/http/server'],
  'roof-unseen': ['src/jobs/climber.ts', 'src/config'],
  'graphql-shared-first': ['src/graphql/shared/climber.ts', 'src/graphql/types/users/user.type'],
  'graphql-types-below-apis': ['src/graphql/types/users/climber.type.ts', 'src/graphql/portal/users/viewer.resolver'],
  'graphql-portal-blind': ['src/graphql/portal/users/sideways.ts', 'src/graphql/admin/users/user.resolver'],
  'graphql-admin-blind': ['src/graphql/admin/users/sideways.ts', 'src/graphql/portal/users/viewer.resolver'],
  'resolver-alone': ['src/graphql/portal/users/chained.resolver.ts', 'src/graphql/portal/users/viewer.resolver'],
  'typeorm-in-persistence': ['src/domain/sites/sql.service.ts', 'typeorm'],
  'mysql2-in-persistence': ['src/jobs/sql.ts', 'mysql2/promise'],
  'graphql-in-graphql': ['src/domain/sites/schema.service.ts', 'graphql'],
  'apollo-at-the-api': ['src/domain/sites/server.service.ts', '@apollo/server'],
  'fastify-in-http': ['src/graphql/shared/reply.ts', 'fastify'],
  'nodemailer-in-mailing': ['src/domain/mail/sender.service.ts', 'nodemailer'],
  'node-cron-in-jobs': ['src/domain/sites/timer.service.ts', 'node-cron'],
  'no-development-package': ['src/kernel/test-only.ts', 'only-for-tests'],
};
for (const [index, feature] of features.slice(0, -1).entries()) {
  const later = features[index + 1] as string;
  offences[`domain-order-${feature}`] = [`src/domain/${feature}/early.service.ts`, `src/domain/${later}/late.service`];
  offences[`graphql-order-${feature}`] = [`src/graphql/types/${feature}/early.type.ts`, `src/graphql/types/${later}/late.type`];
}

/** Builds a small project that breaks every rule once; what is imported exists, unless being missing is the offence. */
function plantOffences(directory: string): void {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  for (const [file, imports] of Object.values(offences)) {
    const local = imports.startsWith('src/');
    const from = local ? `./${relative(dirname(file), imports)}` : imports;
    if (local && !imports.endsWith('nowhere')) write(`${imports}.ts`, 'export type Thing = string;\n');
    // A type import only: it leaves no trace in the compiled code and must count all the same.
    write(file, `import type { Thing } from '${from}';\nexport type Mine = Thing;\n`);
  }
  write('src/kernel/circle-b.ts', "import type { Mine } from './circle-a';\nexport type Thing = Mine;\n");
  write('package.json', JSON.stringify({ devDependencies: { 'only-for-tests': '1.0.0' } }));
  write('node_modules/only-for-tests/package.json', JSON.stringify({ name: 'only-for-tests', main: 'index.js' }));
  write('node_modules/only-for-tests/index.js', '');
}

describe('the floors', () => {
  it('hold in our own sources', async () => {
    const report = await cruise(project, ['src', 'migrations', 'ormconfig.ts']);
    expect(report.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
    expect(report.totalCruised).toBeGreaterThan(50);
  });

  it('are told of every feature folder', () => {
    for (const folder of ['domain', 'graphql/types', 'graphql/portal', 'graphql/admin']) {
      const entries = listFolders(join(project, 'src', folder));
      expect(entries.filter((name) => !features.includes(name))).toEqual([]);
    }
  });

  describe('each can fail', () => {
    const directory = mkdtempSync(join(tmpdir(), 'portal-floors-'));
    let report: Report['summary'];
    beforeAll(async () => {
      plantOffences(directory);
      report = await cruise(directory, ['src']);
    }, 30_000);
    afterAll(() => rmSync(directory, { recursive: true, force: true }));

    it('knows an offence against every rule', () => {
      const rules = report.ruleSetUsed.forbidden.map((rule) => rule.name);
      expect(Object.keys(offences).sort()).toEqual(rules.sort());
    });

    it.each(Object.entries(offences))('%s', (name, [file]) => {
      const found = report.violations.filter((violation) => violation.rule.name === name).map((violation) => violation.from);
      expect(found).toContain(file);
    });
  });
});

function listFolders(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}
