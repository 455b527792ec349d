import { readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { build } from '../../tools/setup/build.mjs';
import { isBuilt } from '../../tools/setup/build-record.mjs';
import { folderWith, project } from '../support/folders.js';

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

test('isBuilt: dist/ is gone, or the compiler has run by itself', async () => {
  const folder = smallProject();
  await build(folder);
  utimesSync(join(folder, 'dist', '.tsbuildinfo'), new Date(), new Date(Date.now() + 60_000));
  expect(isBuilt(folder)).toBe(false);
  rmSync(join(folder, 'dist'), { recursive: true });
  expect(isBuilt(folder)).toBe(false);
});

test('build shows what the compiler complains about, and is not taken for done', async () => {
  const folder = smallProject();
  const index = join(folder, 'src', 'index.ts');
  await build(folder);
  writeFileSync(index, 'export const one: string = 1;\n');
  const complaint = "src/index.ts(1,14): error TS2322: Type 'number' is not assignable to type 'string'";
  await expect(build(folder)).rejects.toMatchObject({
    name: 'CommandError',
    output: expect.stringContaining(complaint),
  });
  expect(isBuilt(folder)).toBe(false);
  writeFileSync(index, files['src/index.ts']);
  expect(isBuilt(folder), 'dist/ holds what the compiler made of the mistake').toBe(false);
});
