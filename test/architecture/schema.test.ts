import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import { adminPermissions } from '../../src/graphql/permissions/admin-permissions';
import { applyPermissions, type PermissionMap } from '../../src/graphql/permissions/apply-permissions';
import { portalPermissions } from '../../src/graphql/permissions/portal-permissions';
import { anyone } from '../../src/graphql/permissions/rules';
import { printSchemas } from '../../src/graphql/schema-printer';

const project = join(__dirname, '../..');
const run = promisify(execFile);
const APIS = [
  { name: 'portal', file: 'schema.graphql', module: 'portal/portal-schema', build: 'buildPortalSchema', permissions: portalPermissions },
  { name: 'admin', file: 'schema.admin.graphql', module: 'admin/admin-schema', build: 'buildAdminSchema', permissions: adminPermissions },
] as const;

/** List entries that are no objects of their own: nobody fetches them again. */
const EDGES_WITHOUT_NODES = [
  'DetachedLink',
  'LinkableAccount',
  'SetAsideRecord',
  'SyncRun',
  'ContractReachUser',
  'KnownLabel',
  'SiteMappingContract',
  'SiteMappingUser',
  'UserImportError',
];

/** What is a copy of a record of the servicing system says how old the copy is. */
const COPIES = ['Account', 'Contract', 'Invoice', 'ReceivedPayment'];

/** Everything in a schema that carries a description or a deprecation. */
function elementsOf(schema: GraphQLSchema): { place: string; description: string | undefined; deprecation: string | undefined }[] {
  const elements: { place: string; description?: string | null | undefined; deprecationReason?: string | null | undefined }[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || ['String', 'Int', 'Boolean', 'ID', 'Float'].includes(type.name)) continue;
    elements.push({ place: type.name, description: type.description });
    if (isEnumType(type)) for (const value of type.getValues()) elements.push({ ...value, place: `${type.name}.${value.name}` });
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) elements.push({ ...field, place: `${type.name}.${field.name}` });
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      elements.push({ ...field, place: `${type.name}.${field.name}` });
      for (const argument of field.args) elements.push({ ...argument, place: `${type.name}.${field.name}(${argument.name})` });
    }
  }
  return elements.map(({ place, description, deprecationReason }) => ({
    place,
    description: description ?? undefined,
    deprecation: deprecationReason ?? undefined,
  }));
}

/** What is wrong with a deprecation reason on a day, if anything. */
function deprecationFault(reason: string, today: string): string | undefined {
  const date = /^(\d{4}-\d{2}-\d{2}): \S/.exec(reason)?.[1];
  if (date === undefined) return 'does not begin with "YYYY-MM-DD: "';
  return date <= today ? 'was to be removed by now' : undefined;
}

describe.each(APIS)('the schema of the $name API', ({ name, file, module, build, permissions }) => {
  const printed = printSchemas()[name];
  const schema = buildSchema(printed);

  it('is the committed one', () => {
    expect(readFileSync(join(project, file), 'utf8')).toBe(printed);
  });

  it.each(['alone', 'after the other'])('is the same when it is built %s in a process', async (company) => {
    const others = APIS.filter((api) => company !== 'alone' && api.name !== name);
    const script = `require('reflect-metadata');
      const { lexicographicSortSchema, printSchema } = require('graphql');
      ${others.map((api) => `require('./src/graphql/${api.module}').${api.build}({});`).join('')}
      const { ${build} } = require('./src/graphql/${module}');
      process.stdout.write(printSchema(lexicographicSortSchema(${build}({}))) + '\\n');`;
    const { stdout } = await run(process.execPath, ['-r', '@swc-node/register', '-e', script], { cwd: project, maxBuffer: 1 << 24 });
    expect(stdout).toBe(printed);
  });

  it('says of every copy of a record when it was synced', () => {
    const syncedAt = COPIES.map((name) => {
      const type = schema.getType(name);
      return isObjectType(type) ? String(type.getFields()['syncedAt']?.type) : undefined;
    });
    expect(syncedAt).toEqual(COPIES.map(() => 'DateTime!'));
  });

  it('says of everything what it is', () => {
    const elements = elementsOf(schema);
    expect(elements.length).toBeGreaterThan(150);
    expect(elements.filter(({ description }) => !description?.trim()).map(({ place }) => place)).toEqual([]);
  });

  it('removes what is deprecated when it said it would', () => {
    const today = new Date().toISOString().slice(0, 10);
    const faults = elementsOf(schema).flatMap(({ place, deprecation }) => {
      const fault = deprecation === undefined ? undefined : deprecationFault(deprecation, today);
      return fault === undefined ? [] : [`${place} ${fault}`];
    });
    expect(faults).toEqual([]);
  });

  it('passes the linter of others', async () => {
    const eslint = join(project, 'node_modules/eslint/bin/eslint.js');
    const args = [eslint, '--no-config-lookup', '--config', 'test/support/schema-lint.config.mjs', '--format', 'json', file];
    const env = { ...process.env, PORTAL_LINTED_SCHEMA: join(project, file) };
    const { stdout } = await run(process.execPath, args, { cwd: project, env }).catch((error: { stdout: string }) => error);
    const [report] = JSON.parse(stdout) as { messages: { line: number; message: string; ruleId: string }[] }[];
    expect(report?.messages.map(({ line, message, ruleId }) => `${line}: ${message} (${ruleId})`)).toEqual([]);
  }, 60_000);

  it('has nodes at the ends of its edges', () => {
    const nodes = schema.getPossibleTypes(schema.getType('Node') as never).map((type) => type.name);
    const ends = Object.values(schema.getTypeMap()).flatMap((type) =>
      type.name.endsWith('Edge') && isObjectType(type) ? [String(type.getFields()['node']?.type).replace('!', '')] : [],
    );
    expect(ends.length).toBeGreaterThan(3);
    expect(ends.filter((end) => !nodes.includes(end) && !EDGES_WITHOUT_NODES.includes(end))).toEqual([]);
  });

  it('has every root field nullable', () => {
    const roots = [schema.getQueryType(), schema.getMutationType()].flatMap((type) => Object.values(type?.getFields() ?? {}));
    expect(roots.filter((field) => String(field.type).endsWith('!')).map((field) => field.name)).toEqual([]);
  });

  it('has a rule for each root field, and does not start with one missing or too many', () => {
    const copy = (): Record<string, Record<string, PermissionMap[string][string]>> =>
      Object.fromEntries(Object.entries(permissions).map(([type, fields]) => [type, { ...fields }]));
    for (const type of [schema.getQueryType(), schema.getMutationType()]) {
      for (const field of Object.keys(type?.getFields() ?? {})) {
        const missing = copy();
        delete missing[type?.name ?? '']?.[field];
        expect(() => applyPermissions(schema, missing)).toThrow(`${type?.name}.${field} has no permission`);
      }
    }
    const without = copy();
    delete without['Mutation'];
    expect(() => applyPermissions(schema, without)).toThrow('Mutation.logIn has no permission');
    const unknown = { ...copy(), Query: { ...permissions['Query'], nothing: anyone }, Nobody: { name: anyone } } as PermissionMap;
    expect(() => applyPermissions(schema, unknown)).toThrow('Query.nothing has a permission but does not exist');
    expect(() => applyPermissions(schema, unknown)).toThrow('Nobody.name has a permission but does not exist');
  });
});

describe('reasons of deprecation', () => {
  it.each([
    ['2027-01-01: use number', undefined],
    ['2026-11-23: use number', 'was to be removed by now'],
    ['2020-01-01: use number', 'was to be removed by now'],
    ['use number', 'does not begin with "YYYY-MM-DD: "'],
    ['2027-1-1: use number', 'does not begin with "YYYY-MM-DD: "'],
    ['2027-01-01', 'does not begin with "YYYY-MM-DD: "'],
  ])('%s', (reason, fault) => {
    expect(deprecationFault(reason, '2026-11-23')).toBe(fault);
  });
});
