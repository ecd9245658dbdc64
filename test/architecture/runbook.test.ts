import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PROJECT = join(__dirname, '../..');

interface Failure {
  title: string;
  tests: { file: string; title: string }[];
}

/** The failures of the runbook with the tests that produce them. */
function failures(): Failure[] {
  const [, ...sections] = readFileSync(join(PROJECT, 'docs/runbook.md'), 'utf8').split('\n## ');
  return sections.map((section) => ({
    title: section.split('\n')[0] ?? '',
    tests: [...section.matchAll(/^- Tested by: `([^`]+)`: (.+)$/gm)].map(([, file = '', title = '']) => ({ file, title })),
  }));
}

describe('the runbook', () => {
  it.each(failures().map((failure) => [failure.title, failure] as const))('%s: has tests that produce it', (_title, { tests }) => {
    expect(tests.length).toBeGreaterThan(0);
    for (const { file, title } of tests) expect([file, readFileSync(join(PROJECT, file), 'utf8').includes(title)]).toEqual([file, true]);
  });
});
