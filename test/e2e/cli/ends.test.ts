import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { folderWith, sharedFolder } from '../../support/folders.js';
import { descendants, eventually, finished, isAlive } from '../../support/processes.js';
import { smallRun, start, vinf } from './vinf.js';

const home = sharedFolder();

const filesBelow = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
const lineCount = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0);
const isLeftOver = (name: string) => /lock|\.tmp$/.test(name);

/** Sends a signal to a training at a random moment after its next row, and waits for its end. */
async function endedBy(signal: NodeJS.Signals, run: string, args: readonly string[]) {
  const metrics = join(home, 'runs', run, 'metrics.jsonl');
  const child = start(home, args);
  const end = finished(child);
  const before = lineCount(metrics);
  while (child.exitCode === null && lineCount(metrics) <= before) await sleep(5);
  await sleep(Math.random() * 150);
  child.kill(signal);
  return end;
}

it('a run that Ctrl-C, SIGTERM and a kill end at random moments comes out as one that nothing disturbed', async () => {
  const steps = ['--steps', '2500', '--checkpoint-every', '170'];
  const path = join(home, 'runs', 'broken');
  expect((await vinf(home, ['train', ...smallRun, ...steps, '--name', 'whole', '--json'])).code).toBe(0);
  const args = ['train', ...smallRun, ...steps, '--name', 'broken'];
  const interrupted = await endedBy('SIGINT', 'broken', args);
  expect(interrupted.stderr).toMatch(/Stopped; go on with `vinf resume .*broken`\n$/);
  expect(interrupted.code).toBe(130);
  expect(filesBelow(path).filter(isLeftOver)).toEqual([]);
  expect(filesBelow(join(path, 'checkpoints')).some((name) => name.startsWith('step-'))).toBe(true);
  expect((await endedBy('SIGKILL', 'broken', ['resume', 'broken'])).code).toBeNull();
  expect((await endedBy('SIGTERM', 'broken', ['resume', 'broken'])).code).toBe(143);
  expect(filesBelow(path).filter(isLeftOver)).toEqual([]);
  expect((await vinf(home, ['resume', 'broken', '--json'])).code).toBe(0);
  expect(filesBelow(path)).toEqual(filesBelow(join(home, 'runs', 'whole')));
  expect(readFileSync(join(path, 'metrics.jsonl'))).toEqual(readFileSync(join(home, 'runs/whole/metrics.jsonl')));
});

it('Ctrl-C twice ends at once, without a lock', async () => {
  const path = join(home, 'runs', 'twice');
  const child = start(home, ['train', ...smallRun, '--steps', '1000000', '--engine', 'eager', '--name', 'twice']);
  const end = finished(child);
  while (!existsSync(join(path, 'lock'))) await sleep(20);
  child.kill('SIGINT');
  await sleep(300);
  child.kill('SIGINT');
  expect((await end).code).toBe(130);
  expect(filesBelow(path)).not.toContain('lock');
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGKILL', null],
] as const)('a study in two processes that %s ends has no lock and no process left', async (signal, code) => {
  const [data, work] = [folderWith(), folderWith()];
  const child = start(data, ['study', 'targets2d', '--jobs', '2'], work);
  const end = finished(child);
  while (!existsSync(join(data, 'runs')) || filesBelow(data).filter(isLeftOver).length < 2) await sleep(20);
  const jobs = descendants(child.pid!);
  expect(jobs.length).toBe(2);
  child.kill(signal);
  expect((await end).code).toBe(code);
  expect(await eventually(() => !jobs.some(isAlive), 20_000)).toBe(true);
  expect(filesBelow(data).filter(isLeftOver)).toEqual([]);
});

it('a study stops at SIGTERM; asked for one row, it goes on, and its result says that it is partial', async () => {
  const [data, work] = [folderWith(), folderWith()];
  const args = ['study', 'targets2d', '--only', 'U1', 'planar', 'K2', 'seed0'];
  const child = start(data, args, work);
  const end = finished(child);
  while (!existsSync(join(data, 'runs')) || !filesBelow(data).some(isLeftOver)) await sleep(20);
  child.kill('SIGTERM');
  expect((await end).code).toBe(143);
  expect(filesBelow(data).filter((name) => isLeftOver(name) || name.endsWith('row.json'))).toEqual([]);
  const { code, stdout } = await vinf(data, args, work);
  expect(stdout).toMatch(/targets2d-quick\.json: partial, 47 of 48 rows are missing\n$/);
  expect(code).toBe(3);
});

it('a reader that closes the pipe is no error', async () => {
  const child = start(home, ['runs']);
  child.stdout.destroy();
  child.stderr.destroy();
  const code = await new Promise((done) => child.once('exit', done));
  expect(code).toBe(0);
});
