import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { dependenciesInstalled, installDependencies } from '../../tools/setup/dependencies.mjs';
import { folderWith, project } from '../support/folders.js';
import { fakeNpm } from './fake-npm.js';

const lock = (packages: object) => JSON.stringify({ lockfileVersion: 3, packages });
const own = { '': { name: 'vinf' } };
const one = { 'node_modules/one': { version: '1.0.0', integrity: 'sha512-one' } };
const native = { 'node_modules/native': { version: '2.0.0', integrity: 'sha512-two', optional: true } };
const link = { 'node_modules/vinf': { resolved: '', link: true } };

/** With the files of all that npm's record names, unless `files` says otherwise. */
const installed = (
  wanted: object,
  found?: object,
  files = Object.keys(found ?? {}).map((path) => `${path}/package.json`),
) =>
  dependenciesInstalled(
    folderWith({
      'package-lock.json': lock({ ...own, ...wanted }),
      ...(found && { 'node_modules/.package-lock.json': lock(found) }),
      ...Object.fromEntries(files.map((path) => [path, ''])),
    }),
  );

test('dependenciesInstalled: this project', () => {
  expect(dependenciesInstalled(project)).toBe(true);
});

test('npm does not run the install script of ONNX Runtime, which fetches CUDA', () => {
  const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
  expect(packages['node_modules/onnxruntime-node']).not.toHaveProperty('hasInstallScript');
  const { allowScripts } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  expect(allowScripts['onnxruntime-node']).toBe(false);
});

test('dependenciesInstalled: no node_modules, or one that npm has not finished', () => {
  expect(installed(one)).toBe(false);
});

test('dependenciesInstalled: all there', () => {
  expect(installed({ ...one, ...native, ...link }, { ...one, ...native, ...link })).toBe(true);
});

test('dependenciesInstalled: an optional package may be missing, another not', () => {
  expect(installed({ ...one, ...native }, one)).toBe(true);
  expect(installed({ ...one, ...native }, native)).toBe(false);
});

test('dependenciesInstalled: node_modules of another platform', () => {
  const { platform, arch } = process;
  const made = (os: string, cpu: string) => ({ version: '1.0.0', optional: true, os: [os], cpu: [cpu] });
  const ours = { 'node_modules/ours': made(platform, arch) };
  const others = { 'node_modules/others': made(platform, 'pdp11') };
  expect(installed({ ...one, ...ours, ...others }, { ...one, ...ours })).toBe(true);
  expect(installed({ ...one, ...ours, ...others }, { ...one, ...others })).toBe(false);
});

test('dependenciesInstalled: packages that do not count', () => {
  const wanted = { ...one, 'node_modules/tool': { version: '1.0.0', dev: true } };
  const files = { 'package-lock.json': lock(wanted), 'node_modules/.package-lock.json': lock(one) };
  const folder = folderWith({ ...files, 'node_modules/one/package.json': '' });
  expect(dependenciesInstalled(folder)).toBe(false);
  expect(dependenciesInstalled(folder, ({ dev }) => !dev)).toBe(true);
});

test('dependenciesInstalled: package-lock.json has changed since', () => {
  const newer = { 'node_modules/one': { version: '1.0.1', integrity: 'sha512-new' } };
  expect(installed(newer, one)).toBe(false);
  expect(installed({ ...native, ...one }, { ...one, 'node_modules/native': { version: '1.9.0' } })).toBe(false);
});

test('dependenciesInstalled: a package that is no longer asked for does no harm', () => {
  expect(installed(one, { ...one, ...native })).toBe(true);
});

test('dependenciesInstalled: npm was stopped in the middle, and its record is of the time before', () => {
  const command = { 'node_modules/tool': { version: '1.0.0', bin: { tool: 'bin/tool' } } };
  const there = ['one/package.json', 'tool/package.json', 'tool/bin/tool', '.bin/tool'].map(
    (path) => `node_modules/${path}`,
  );
  const wanted = { ...one, ...command };
  expect(installed(wanted, wanted, there)).toBe(true);
  for (const [i] of there.entries()) expect(installed(wanted, wanted, there.toSpliced(i, 1))).toBe(false);
  const folder = folderWith({ 'package-lock.json': lock(wanted), 'node_modules/.package-lock.json': lock(wanted) });
  expect(dependenciesInstalled(folder)).toBe(false);
});

test('installDependencies mends what is there, and then nothing is lost where npm cannot; without a record it starts anew', async () => {
  vi.spyOn(console, 'log').mockReturnValue();
  const files = { 'package-lock.json': lock({ ...own, ...one }) };
  const record = 'node_modules/.package-lock.json';
  const there = folderWith({ ...files, [record]: lock(one) });
  const commands = fakeNpm('process.exit(1)');
  await expect(installDependencies(there)).rejects.toThrow('failed with exit code 1');
  expect(readFileSync(join(there, record), 'utf8')).toBe(lock(one));
  await expect(installDependencies(folderWith(files))).rejects.toThrow('failed with exit code 1');
  expect(commands()).toEqual(['install', 'ci']);
});
