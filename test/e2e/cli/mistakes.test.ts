import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWith, sharedFolder, smallDisk } from '../../support/folders.js';
import { finished } from '../../support/processes.js';
import { main, smallRun, vinf } from './vinf.js';

const home = sharedFolder();

it.each([
  ['train --flow planr', /'planr' is invalid\. Did you mean "planar"\?/],
  ['train --layers -3', /Expected a whole number from 1 to 1000, got -3/],
  ['train --learning-rate 7', /Expected a number above 0 and at most 1, got 7/],
  ['train --lyers 3', /unknown option '--lyers' \(Did you mean --layers\?\)/],
  ['trian', /unknown command 'trian' \(Did you mean train\?\)/],
  ['train --engine compile', /Did you mean "compiled"\?/],
  ['study mnist --profile quik', /Did you mean "quick"\?/],
  ['study mnist --only plnar K10', /--only: Unknown word "plnar"; did you mean "planar"\?/],
  ['resume nothing', /There is no run "nothing"/],
  ['train --name ../a', /Expected a name of at most 200 bytes, .* without slashes, .*, got "\.\.\/a"/],
  ['train --name a\\b', /Expected a name .*, got "a\\\\b"/],
  ['train --name ..', /Expected a name .* not of dots alone, .*, got "\.\."/],
  ['train --name=', /Expected a name .*, got nothing/],
  ['train --name a\u001b', /Expected a name .*, got "a\\u001b"/],
  [`train --name ${'x'.repeat(201)}`, /Expected a name of at most 200 bytes/],
  ['train --data mnist --folder /nowhere/at/all', /\/nowhere\/at\/all/],
  ['train --hidden 10 --data synthetic --images 100', /multiple of the window 4, got 10/],
])('vinf %s: one line that says what is wrong, exit code 2', async (line, message) => {
  const { code, stdout, stderr } = await vinf(home, line.split(' '));
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^vinf: .*\n$/);
  expect(stdout).toBe('');
  expect(code).toBe(2);
});

it.each([
  '',
  'data',
  'train',
  'resume',
  'evaluate',
  'sample',
  'runs',
  'study mnist',
  'fit',
  'score',
  'draw',
])('vinf %s --help explains itself', async (name) => {
  const { code, stdout } = await vinf(home, [...name.split(' ').filter(Boolean), '--help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Usage: vinf/);
});

it('vinf train on a full disk: one line that names the file, and nothing half-written', async ({ skip }) => {
  const folder = folderWith();
  const disk = smallDisk(folder) ?? skip('needs root and mount to make a small tmpfs');
  try {
    const { code, stderr } = await vinf(folder, ['train', ...smallRun, '--steps', '50', '--json']);
    expect(stderr).toMatch(/^vinf: Cannot write .*: no space left on the disk; .*\n$/);
    expect(code).toBe(2);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  } finally {
    disk.unmount();
  }
});

it.each([
  ['train', [...smallRun, '--steps', '50']],
  ['study', ['targets2d', '--only', 'U1', 'planar', 'K2', 'seed0']],
  ['runs', []],
])('vinf %s with a data folder that cannot be one: one line that names VINF_HOME', async (command, args) => {
  const folder = folderWith({ file: '' });
  const { code, stderr } = await vinf(join(folder, 'file'), [command, ...args], folder);
  const told = stderr.trim().split('\n').at(-1);
  expect(told).toMatch(/^vinf: Cannot (read|write) .*: part of its path is a file, .*; set VINF_HOME to a folder .*$/);
  expect(code).toBe(2);
});

it('vinf of a user without a name and a home: what needs no data folder works', async ({ skip }) => {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') skip('only root can be another user');
  const { HOME: _, VINF_HOME: __, XDG_CACHE_HOME: ___, ...env } = process.env;
  const run = (...args: string[]) =>
    finished(spawn(process.execPath, [main, ...args], { env, uid: 54_321, gid: 54_321, cwd: '/' }));
  expect((await run('data', '--help')).stdout).toMatch(/now \/\.cache\/vinf/);
  const { code, stderr } = await run('train', ...smallRun, '--steps', '50', '--json');
  expect(stderr).toMatch(/^vinf: Cannot write .*; set VINF_HOME to a folder that you can write\n$/);
  expect(code).toBe(2);
});
