import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Options, transformFileSync } from '@swc/core';
import { benchDirectory } from './bench-database';

const root = dirname(benchDirectory);
const target = join(benchDirectory, 'bench-build');
let made = false;

/** The compiled form of one of our files: what is measured must not carry a compiler with it. Everything is compiled once per bench. */
export function compiled(file: string): string {
  if (!made) compileAll();
  made = true;
  return join(target, file.replace(/\.ts$/, '.js'));
}

/** Removes what was compiled. */
export function removeCompiled(): void {
  rmSync(target, { recursive: true, force: true });
}

function compileAll(): void {
  removeCompiled();
  const options = JSON.parse(readFileSync(join(root, 'swc.config.json'), 'utf8')) as Options & { $schema?: string };
  delete options.$schema;
  for (const folder of ['src', 'migrations', 'bench']) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      const [from, to] = [join(root, folder, name), join(target, folder, name)];
      if (!name.endsWith('.ts')) continue;
      mkdirSync(dirname(to), { recursive: true });
      const { code } = transformFileSync(from, { ...options, sourceMaps: false, swcrc: false });
      writeFileSync(to.replace(/\.ts$/, '.js'), code);
    }
  }
}
