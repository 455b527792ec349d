import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { project } from './folders.js';

/** What has to be there for the code to be checked, imported and run. */
const parts = ['src', 'tools', 'test', 'bench', 'package.json', 'tsconfig.json', 'tsconfig.check.json', 'biome.json'];

/**
 * Makes a folder a copy of the project's code, with some files new or changed. The installed packages are the
 * project's; `vinf` is the copy.
 * @param files whole texts by path
 */
export function copyProject(folder: string, files: Readonly<Record<string, string>>): void {
  for (const part of [...parts, 'vitest.config.ts'])
    cpSync(join(project, part), join(folder, part), { recursive: true });
  const installed = join(project, 'node_modules');
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(installed).filter((one) => one === '.bin' || !one.startsWith('.'))) {
    symlinkSync(name === 'vinf' ? folder : join(installed, name), join(folder, 'node_modules', name));
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
