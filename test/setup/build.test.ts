import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, test, vi } from 'vitest';
import { build } from '../../tools/setup/build.mjs';
import { filesBelow, isBuilt } from '../../tools/setup/build-record.mjs';
import { folderWith, project } from '../support/folders.js';
import { descendants, eventually, finished, isAlive, startNode } from '../support/processes.js';

const options = { lib: ['ES5'], types: [], incremental: true, tsBuildInfoFile: 'dist/.tsbuildinfo' };
const files = {
  'tsconfig.json': JSON.stringify({
    compilerOptions: { ...options, rootDir: 'src', outDir: 'dist' },
    include: ['src'],
  }),
  'package-lock.json': '{}',
  'src/index.ts': 'export const one = 1;\n',
  'src/cli/main.ts': '#!/usr/bin/env node\nexport const two = 2;\n',
};

const buildModule = pathToFileURL(join(project, 'tools', 'setup', 'build.mjs')).href;

/** What is in the files of a folder, by their paths. */
const contents = (folder: string) =>
  Object.fromEntries(filesBelow(folder).map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));

beforeEach(() => {
  vi.spyOn(console, 'log').mockReturnValue();
});

function smallProject(): string {
  const folder = folderWith(files);
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

test('build makes dist/ with a command that can be executed; isBuilt follows names and contents, not times', async () => {
  const folder = smallProject();
  expect(isBuilt(folder)).toBe(false);
  await build(folder);
  expect(isBuilt(folder)).toBe(true);
  expect(readFileSync(join(folder, 'dist', 'index.js'), 'utf8')).toContain('one = 1');
  expect(statSync(join(folder, 'dist', 'cli', 'main.js')).mode & 0o111).toBe(0o111);

  utimesSync(join(folder, 'src', 'index.ts'), new Date(), new Date(Date.now() + 60_000));
  expect(isBuilt(folder)).toBe(true);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), `${content} `);
    expect(isBuilt(folder), `${name} changed`).toBe(false);
    writeFileSync(join(folder, name), content);
    expect(isBuilt(folder), `${name} changed back`).toBe(true);
  }
  rmSync(join(folder, 'src', 'cli', 'main.ts'));
  expect(isBuilt(folder), 'a source is gone').toBe(false);
});

const damages: Readonly<Record<string, (dist: string) => void>> = {
  'it lacks a file': (dist) => rmSync(join(dist, 'cli', 'main.js')),
  'a file is empty': (dist) => truncateSync(join(dist, 'index.js')),
  'a file is of another compiler': (dist) => writeFileSync(join(dist, 'index.js'), '"use strict";\n'),
  'a file is in it that nothing made': (dist) => writeFileSync(join(dist, 'old.js'), ''),
  'it lacks the record of the compiler': (dist) => rmSync(join(dist, '.tsbuildinfo')),
  'it lacks its own record': (dist) => rmSync(join(dist, '.built')),
  'a file was cut short': (dist) => truncateSync(join(dist, 'index.js'), 10),
};

test('a dist/ that is damaged is noticed, and built anew', async () => {
  const folder = smallProject();
  const [dist, good] = [join(folder, 'dist'), join(folder, 'good')];
  await build(folder);
  const whole = contents(dist);
  cpSync(dist, good, { recursive: true });
  for (const [what, damage] of Object.entries(damages)) {
    rmSync(dist, { recursive: true });
    cpSync(good, dist, { recursive: true });
    expect(isBuilt(folder)).toBe(true);
    damage(dist);
    expect(isBuilt(folder), what).toBe(false);
  }
  await build(folder);
  expect(contents(dist)).toEqual(whole);
  rmSync(dist, { recursive: true });
  expect(isBuilt(folder)).toBe(false);
  writeFileSync(dist, 'a file');
  expect(isBuilt(folder)).toBe(false);
  await build(folder);
  expect(contents(dist)).toEqual(whole);
});

test('what was made of a source that has gone does not stay in dist/', async () => {
  const folder = smallProject();
  await build(folder);
  renameSync(join(folder, 'src', 'index.ts'), join(folder, 'src', 'other.ts'));
  await build(folder);
  expect(Object.keys(contents(join(folder, 'dist')))).toEqual([
    '.built',
    '.built-from',
    '.tsbuildinfo',
    'cli/main.js',
    'other.js',
  ]);
});

test('build shows what the compiler complains about, and leaves what was there', async () => {
  const folder = smallProject();
  const index = join(folder, 'src', 'index.ts');
  await build(folder);
  const before = contents(folder);
  writeFileSync(index, 'export const one: string = 1;\n');
  const complaint = "src/index.ts(1,14): error TS2322: Type 'number' is not assignable to type 'string'";
  await expect(build(folder)).rejects.toMatchObject({
    name: 'CommandError',
    output: expect.stringContaining(complaint),
  });
  expect(isBuilt(folder)).toBe(false);
  writeFileSync(index, files['src/index.ts']);
  expect(contents(folder)).toEqual(before);
  expect(isBuilt(folder)).toBe(true);
});

test('a build that was killed leaves what was there, and nothing for long', async () => {
  const folder = smallProject();
  await build(folder);
  writeFileSync(join(folder, 'src', 'index.ts'), 'export const one = 3;\n');
  const code = `import { build } from ${JSON.stringify(buildModule)}; await build(${JSON.stringify(folder)})`;
  const child = startNode(['--input-type=module', '--eval', code]);
  const unfinished = `dist.${child.pid}.tmp`;
  expect(await eventually(() => existsSync(join(folder, unfinished)) && descendants(child.pid!).length > 0)).toBe(true);
  const compilers = descendants(child.pid!);
  child.kill('SIGKILL');
  await finished(child);
  expect(await eventually(() => !compilers.some(isAlive), 60_000), 'the compiler it started has ended').toBe(true);
  expect(readFileSync(join(folder, 'dist', 'index.js'), 'utf8')).toContain('one = 1');
  expect(readdirSync(folder)).toContain(unfinished);
  await build(folder);
  expect(readFileSync(join(folder, 'dist', 'index.js'), 'utf8')).toContain('one = 3');
  expect(readdirSync(folder)).not.toContain(unfinished);
});

test('two builds at the same time: both end well', async () => {
  const folder = smallProject();
  const code = `import { build } from ${JSON.stringify(buildModule)}; await build(${JSON.stringify(folder)})`;
  const both = [1, 2].map(() => finished(startNode(['--input-type=module', '--eval', code])));
  expect((await Promise.all(both)).map((end) => end.code)).toEqual([0, 0]);
  expect(isBuilt(folder)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
