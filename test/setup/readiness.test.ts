import { spawn } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { recordBuild, sourceHash } from '../../tools/setup/build-record.mjs';
import { npm } from '../../tools/setup/command.mjs';
import { unreadiness } from '../../tools/setup/readiness.mjs';
import { setUpLibrary } from '../../tools/setup/set-up.mjs';
import { folderWith, project } from '../support/folders.js';
import { finished, startNode } from '../support/processes.js';
import { fakeNpm } from './fake-npm.js';

const lock = JSON.stringify({ packages: { '': {}, 'node_modules/one': { version: '1.0.0' } } });
const checkout = {
  'tsconfig.json': '{}',
  'package-lock.json': lock,
  'src/index.ts': '',
  'dist/cli/main.js': "console.log('vinf runs', process.argv[2]); process.exitCode = 3;\n",
  'node_modules/.package-lock.json': lock,
  'node_modules/one/package.json': '{}',
};

/** A checkout in which all is ready. */
function readyCheckout(): string {
  const folder = folderWith(checkout);
  recordBuild(join(folder, 'dist'), sourceHash(folder));
  return folder;
}

test('unreadiness: all is ready', () => {
  expect(unreadiness(readyCheckout())).toBeUndefined();
});

test.each<[string, RegExp, (folder: string) => void]>([
  ['no packages', /npm packages .*missing/, (folder) => rmSync(join(folder, 'node_modules'), { recursive: true })],
  ['no dist', /built library is missing/, (folder) => rmSync(join(folder, 'dist'), { recursive: true })],
  ['a newer source', /built library is .*older/, (folder) => writeFileSync(join(folder, 'src/index.ts'), '1;')],
  ['a damaged dist', /built library is .*damaged/, (folder) => writeFileSync(join(folder, 'dist/cli/main.js'), '')],
  [
    'other native packages',
    /native packages are not those/,
    (folder) => {
      cpSync(join(folder, 'node_modules', 'one'), join(folder, 'node_modules', '.cache', 'vinf'), { recursive: true });
      writeFileSync(join(folder, 'node_modules/.cache/vinf/native.json'), '{ "key": "other", "reasons": {} }');
    },
  ],
])('unreadiness: %s', (_, sentence, damage) => {
  const folder = readyCheckout();
  damage(folder);
  expect(unreadiness(folder)).toMatch(sentence);
  expect(unreadiness(folder)).toMatch(/; run `npm run setup`\.$/);
});

test('the command vinf: one line where a checkout is not ready, and no look at it in an installed package', async () => {
  const folder = folderWith({ 'dist/cli/main.js': checkout['dist/cli/main.js'] });
  const vinf = () => finished(startNode([join(folder, 'bin', 'vinf.mjs'), 'word']));
  for (const part of ['bin', 'tools/setup/node-version.mjs']) {
    cpSync(join(project, part), join(folder, part), { recursive: true });
  }
  expect(await vinf()).toEqual({ code: 3, stdout: 'vinf runs word\n', stderr: '' });
  cpSync(join(project, 'tools/setup'), join(folder, 'tools/setup'), { recursive: true });
  const { code, stdout, stderr } = await vinf();
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^vinf: The npm packages [^\n]*; run `npm run setup`\.\n$/);
});

test.each([
  '.',
  'notebooks',
])('npx vinf in a checkout without packages, in %s: never asks a registry', async (place) => {
  const asked: string[] = [];
  const registry = createServer(({ url = '' }, answer) => {
    asked.push(url);
    answer.writeHead(404).end('{}');
  });
  await new Promise<void>((done) => registry.listen(0, '127.0.0.1', done));
  const folder = folderWith({ 'notebooks/a.ipynb': '' });
  for (const part of ['bin', 'tools/setup', 'package.json', 'package-lock.json']) {
    cpSync(join(project, part), join(folder, part), { recursive: true });
  }
  const env = {
    npm_config_registry: `http://127.0.0.1:${(registry.address() as AddressInfo).port}`,
    npm_config_cache: join(folder, 'cache'),
    npm_config_update_notifier: 'false',
    npm_config_local_prefix: '',
  };
  const { stderr, code } = await npmIn(join(folder, place), ['exec', '--', 'vinf', '--version'], env);
  registry.close();
  expect(asked).toEqual([]);
  expect(stderr).toMatch(/^vinf: The npm packages .*; run `npm run setup`\.$/m);
  expect(code).toBe(2);
});

function npmIn(cwd: string, args: string[], env: Record<string, string>) {
  const [program = '', ...first] = npm();
  return finished(spawn(program, [...first, ...args], { cwd, env: { ...process.env, ...env } }));
}

test('setUpLibrary: a compiler that is damaged is installed again', async () => {
  vi.spyOn(console, 'log').mockReturnValue();
  const good = JSON.stringify(join(project, 'node_modules', 'typescript'));
  const compilerOptions = { lib: ['ES5'], types: [], incremental: true, rootDir: 'src', outDir: 'dist' };
  const folder = folderWith({
    ...checkout,
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }),
    'node_modules/typescript/bin/tsc': "throw new Error('Cannot find module ./_tsc.js')",
  });
  const commands = fakeNpm(`fs.symlinkSync(${good}, 'node_modules/typescript')`);
  expect(await setUpLibrary(folder)).toBe(true);
  expect(commands()).toEqual(['install']);
});
