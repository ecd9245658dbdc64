/**
 * The grid of docs/design.md as rules: an import goes down a floor or to an earlier feature on the same floor, never up, never to a later
 * feature, never sideways between wings. test/architecture/floors.test.ts runs it and shows that each rule can fail.
 */

const { features } = require('./.ci/features.cjs');

const roof = '^src/([^/]+\\.ts$|dev/|demo/)';

/** An npm package, whether it is installed or not. */
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})/|^(${names.join('|')})(/|$)`;
const core = (...names) => `^(node:)?(${names.join('|')})(/|$)`;

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const ourOwn = (...folders) => `^src/(?!(${folders.join('|')})/)`;

const floors = [
  forbid('kernel-alone', 'kernel imports nothing of ours', { path: '^src/kernel/' }, { path: ourOwn('kernel') }),
  forbid('nacha-on-kernel', 'nacha is a library of its own: kernel only', { path: '^src/nacha/' }, { path: ourOwn('kernel', 'nacha') }),
  forbid(
    'no-io-on-floor-0',
    'kernel and nacha do no input or output',
    { path: '^src/(kernel|nacha)/' },
    { path: core('fs', 'net', 'http', 'https', 'http2', 'tls', 'dns', 'dgram', 'child_process', 'cluster', 'worker_threads', 'process') },
  ),
  forbid(
    'persistence-down',
    'persistence sees kernel only',
    { path: '^src/persistence/' },
    { path: ourOwn('kernel', 'nacha', 'persistence') },
  ),
  forbid(
    'entities-below-repositories',
    'entities know entities and the kernel, nothing else of persistence',
    { path: '^src/persistence/entities/' },
    { path: '^src/persistence/(?!entities/)' },
  ),
  forbid(
    'domain-down',
    'domain declares ports; the outside is plugged in',
    { path: '^src/domain/' },
    { path: ourOwn('kernel', 'nacha', 'persistence', 'domain') },
  ),
  forbid(
    'graphql-wing',
    'graphql is blind to other wings and to the database',
    { path: '^src/graphql/' },
    { path: ourOwn('kernel', 'nacha', 'domain', 'graphql') },
  ),
  forbid(
    'servicing-wing',
    'servicing is blind to other wings',
    { path: '^src/servicing/' },
    { path: ourOwn('kernel', 'nacha', 'persistence', 'domain', 'servicing') },
  ),
  forbid(
    'mailing-wing',
    'mailing is blind to other wings and to the database',
    { path: '^src/mailing/' },
    { path: ourOwn('kernel', 'domain', 'mailing') },
  ),
  forbid(
    'simulator-wing',
    'the simulator stands for another company: kernel and nacha only',
    { path: '^src/simulator/' },
    { path: ourOwn('kernel', 'nacha', 'simulator') },
  ),
  forbid(
    'http-floor',
    'http reaches the database through domain only; blind to jobs',
    { path: '^src/http/' },
    { path: ourOwn('kernel', 'nacha', 'domain', 'graphql', 'http') },
  ),
  forbid(
    'jobs-floor',
    'jobs are blind to http',
    { path: '^src/jobs/' },
    { path: ourOwn('kernel', 'nacha', 'persistence', 'domain', 'graphql', 'servicing', 'simulator', 'jobs') },
  ),
  forbid('roof-unseen', 'nothing below imports the roof', { path: '^src/', pathNot: roof }, { path: roof }),
];

const insideGraphql = [
  forbid('graphql-shared-first', 'shared knows no feature', { path: '^src/graphql/shared/' }, { path: '^src/graphql/(?!shared/)' }),
  forbid(
    'graphql-types-below-apis',
    'types serve both APIs and know neither',
    { path: '^src/graphql/types/' },
    { path: '^src/graphql/(portal|admin)/' },
  ),
  forbid('graphql-portal-blind', 'the two APIs are blind to each other', { path: '^src/graphql/portal/' }, { path: '^src/graphql/admin/' }),
  forbid('graphql-admin-blind', 'the two APIs are blind to each other', { path: '^src/graphql/admin/' }, { path: '^src/graphql/portal/' }),
  forbid(
    'resolver-alone',
    'a resolver never imports a resolver',
    { path: '^src/.*\\.resolver\\.ts$' },
    { path: '^src/.*\\.resolver\\.ts$' },
  ),
];

const later = (index) => `(${features.slice(index + 1).join('|')})`;
const order = features
  .slice(0, -1)
  .flatMap((feature, index) => [
    forbid(
      `domain-order-${feature}`,
      `features after ${feature} are unknown to it`,
      { path: `^src/domain/${feature}/` },
      { path: `^src/domain/${later(index)}/` },
    ),
    forbid(
      `graphql-order-${feature}`,
      `features after ${feature} are unknown to it`,
      { path: `^src/graphql/[^/]+/${feature}/` },
      { path: `^src/graphql/[^/]+/${later(index)}/` },
    ),
  ]);

const only = (name, folders, packages) =>
  forbid(name, `only in ${folders.join(', ')}`, { path: '^src/', pathNot: `^src/(${folders.join('|')})` }, { path: npm(...packages) });

const packages = [
  only('typeorm-in-persistence', ['persistence/'], ['typeorm']),
  only('mysql2-in-persistence', ['persistence/', 'dev/local-database'], ['mysql2']),
  only(
    'graphql-in-graphql',
    ['graphql/', 'http/'],
    ['graphql', 'type-graphql', 'graphql-[^/]+', '@graphql-[^/]+/[^/]+', 'dataloader', 'class-validator'],
  ),
  only('apollo-at-the-api', ['graphql/', 'http/', '[^/]+\\.ts$'], ['@apollo/server']),
  only('fastify-in-http', ['http/'], ['fastify', '@fastify/[^/]+']),
  only('nodemailer-in-mailing', ['mailing/'], ['nodemailer']),
  only('node-cron-in-jobs', ['jobs/'], ['node-cron']),
  forbid('no-development-package', 'the product runs without development packages', { path: '^src/' }, { dependencyTypes: ['npm-dev'] }),
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    forbid('no-cycle', 'no import cycle, types included', {}, { circular: true }),
    forbid('resolvable', 'an import must lead somewhere', { path: '^(src|migrations)/' }, { path: '^\\.', couldNotResolve: true }),
    ...floors,
    ...insideGraphql,
    ...order,
    ...packages,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'types'],
    },
  },
};
