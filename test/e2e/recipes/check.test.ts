import { spawn } from 'node:child_process';
import { beforeAll, expect, it } from 'vitest';
import { recipe } from '../../recipes/recipe.js';
import { sharedFolder } from '../../support/folders.js';
import { finished } from '../../support/processes.js';
import { copyProject } from '../../support/project-copy.js';

/** A copy of the project in which the recipes have been followed, and what they wrote or changed in it. */
const copy = sharedFolder();
const recipes = [
  recipe('README.md', 'flow'),
  ...['transformer', 'study'].map((name) => recipe('CONTRIBUTING.md', name)),
];
const code = Object.fromEntries(
  recipes.flatMap(({ files }) => Object.entries(files)).filter(([path]) => path.endsWith('.ts')),
);
const paths = Object.keys(code);
const types = 'tsconfig.recipes.json';

beforeAll(() => {
  const compilerOptions = { noEmit: true, incremental: false, rootDir: '.' };
  copyProject(copy, {
    ...code,
    [types]: JSON.stringify({ extends: './tsconfig.json', compilerOptions, include: paths }),
  });
});

it.each([
  ['formatting and lint rules', ['@biomejs/biome/bin/biome', 'check', '--error-on-warnings', ...paths]],
  ['types', ['typescript/bin/tsc', '-p', types]],
  ['imports', ['dependency-cruiser/bin/dependency-cruise.mjs', '--config', 'tools/check/imports.mjs', 'src']],
])('a project in which the recipes have been followed is well in %s', async (_, [command, ...args]) => {
  const ended = await finished(spawn(process.execPath, [`node_modules/${command}`, ...args], { cwd: copy }));
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
});
