import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { nativeChanged, provideNative } from '../../tools/setup/native.mjs';
import { folderWith } from '../support/folders.js';
import { fakeNpm } from './fake-npm.js';

const broken = "throw new Error('invalid ELF header');\n";
const packages = [{ name: 'native', folders: ['native'], code: "import 'native'", without: 'nothing runs' }];
const complaint = 'native does not load here: invalid ELF header; nothing runs.';

beforeEach(() => {
  vi.spyOn(console, 'log').mockReturnValue();
});

const projectWith = (code: string) =>
  folderWith({
    'node_modules/.package-lock.json': '{}',
    'node_modules/native/package.json': '{ "main": "index.js" }',
    'node_modules/native/index.js': code,
  });

const install = (code: string) => `
  const folder = 'node_modules/native';
  if (fs.existsSync(folder) || fs.existsSync('node_modules/.package-lock.json')) process.exit(1);
  fs.mkdirSync(folder);
  fs.writeFileSync(folder + '/package.json', '{ "main": "index.js" }');
  fs.writeFileSync(folder + '/index.js', ${JSON.stringify(code)});`;

test('provideNative: one that loads is tried once, and again when its files change', async () => {
  const folder = projectWith("require('node:fs').appendFileSync('tried', 'x');\n");
  const npm = fakeNpm('');
  const tried = () => readFileSync(join(folder, 'tried'), 'utf8').length;
  expect(await provideNative(folder, packages)).toEqual([]);
  expect(await provideNative(folder, packages)).toEqual([]);
  expect(tried()).toBe(1);
  writeFileSync(join(folder, 'node_modules', 'native', 'library.so'), 'changed');
  expect(await provideNative(folder, packages)).toEqual([]);
  expect([tried(), npm()]).toEqual([2, []]);
});

test('provideNative: tried again on another Node.js, for which nothing is said to have changed', async () => {
  const folder = projectWith('');
  fakeNpm('process.exit(1)');
  const record = join(folder, 'node_modules', '.cache', 'vinf', 'native.json');
  const modules = () => JSON.parse(readFileSync(record, 'utf8')).modules;
  await provideNative(folder);
  writeFileSync(record, JSON.stringify({ ...JSON.parse(readFileSync(record, 'utf8')), modules: '83' }));
  expect(nativeChanged(folder)).toBe(false);
  await provideNative(folder);
  expect(modules()).toBe(process.versions.modules);
  mkdirSync(join(folder, 'node_modules', 'zeromq'));
  writeFileSync(join(folder, 'node_modules', 'zeromq', 'index.js'), '');
  expect(nativeChanged(folder)).toBe(true);
});

test('provideNative: one that does not load is installed again', async () => {
  const npm = fakeNpm(install(''));
  expect(await provideNative(projectWith(broken), packages)).toEqual([]);
  expect(npm()).toEqual(['install']);
});

test('provideNative: one that does not load even then is said, and left at that', async () => {
  const folder = projectWith(broken);
  const npm = fakeNpm(install(broken));
  expect(await provideNative(folder, packages)).toEqual([complaint]);
  expect(await provideNative(folder, packages)).toEqual([complaint]);
  expect(npm()).toEqual(['install']);
});

test('provideNative: where npm cannot help, all stays as it was, and npm is asked again', async () => {
  const folder = projectWith(broken);
  const npm = fakeNpm('process.exit(1)');
  expect(await provideNative(folder, packages)).toEqual([complaint]);
  expect(readFileSync(join(folder, 'node_modules', 'native', 'index.js'), 'utf8')).toBe(broken);
  expect(existsSync(join(folder, 'node_modules', '.package-lock.json'))).toBe(true);
  expect(await provideNative(folder, packages)).toEqual([complaint]);
  expect(npm()).toEqual(['install', 'install']);
});

test('provideNative: one that ends Node.js', async () => {
  fakeNpm('process.exit(1)');
  expect(await provideNative(projectWith("process.kill(process.pid, 'SIGBUS');\n"), packages)).toEqual([
    'native does not load here: it ends Node.js with SIGBUS; nothing runs.',
  ]);
});
