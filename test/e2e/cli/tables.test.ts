import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { loadFlow } from '../../../src/training/index.js';
import { folderWith, project, sharedFolder } from '../../support/folders.js';
import { finished, startNode } from '../../support/processes.js';
import { start, vinf } from './vinf.js';

const readme = readFileSync(join(project, 'README.md'), 'utf8');
const home = sharedFolder();
const inProject = sharedFolder(project); // Where code finds the library by its name.

/** A folder with nothing but a few files, in which a command runs. */
const run = (folder: string, ...args: string[]) => vinf(home, args, folder);

const linesOf = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n');
const rowsOf = (path: string) =>
  linesOf(path)
    .slice(1)
    .map((line) => line.split(',').map(Number));
const column = (rows: number[][], j: number) => rows.map((row) => row[j]!);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The CSV of the README, made by the code that is there. */
async function weatherIn(folder: string): Promise<void> {
  const [, code] = /<!-- example: weather -->\n```ts\n(.*?)```/s.exec(readme)!;
  writeFileSync(join(inProject, 'weather.ts'), code!);
  const { code: end, stderr } = await finished(startNode(['--import', 'tsx', 'weather.ts'], {}, inProject));
  expect(end, stderr).toBe(0);
  writeFileSync(join(folder, 'weather.csv'), readFileSync(join(inProject, 'weather.csv')));
}

it('the commands of the README, one after the other from an empty folder, do what it says', async () => {
  const folder = folderWith();
  await weatherIn(folder);
  const [, commands, shown] = /<!-- example: weather -->.*?```sh\n(.*?)```.*?```text\n(.*?)```/s.exec(readme)!;
  const outputs: string[] = [];
  for (const command of commands!.trim().split('\n')) {
    const args = command
      .replace(/\s+#.*/, '')
      .split(' ')
      .slice(2);
    const { code, stdout, stderr } = await run(folder, ...args);
    expect(code, stderr).toBe(0);
    outputs.push(stdout);
  }
  const words = (text: string) => text.replace(/\/\S*\//g, '').replace(/\d+(\.\d+)?/g, '#');
  expect(words(outputs[0]!)).toBe(words(shown!));
  const [, flow, gaussian] = /flow\s+(\S+)\n\s+Gaussian\s+([\d.]+)/.exec(outputs[0]!)!.map(Number);
  const [, shownFlow, shownGaussian] = /flow\s+(\S+)\n\s+Gaussian\s+([\d.]+)/.exec(shown!)!.map(Number);
  expect(gaussian).toBeCloseTo(shownGaussian!, 3);
  expect(Math.abs(flow! - shownFlow!)).toBeLessThan(0.15); // Another processor rounds, and so stops, differently.
  expect(readdirSync(folder).sort()).toEqual([
    'draws.csv',
    'load.safetensors',
    'loads.csv',
    'scores.csv',
    'weather.csv',
    'weather.safetensors',
  ]);

  const rows = rowsOf(join(folder, 'weather.csv'));
  const draws = rowsOf(join(folder, 'draws.csv'));
  expect(linesOf(join(folder, 'draws.csv'))[0]).toBe('pressure,temperature,humidity,load,wind');
  expect(linesOf(join(folder, 'loads.csv'))[0]).toBe('temperature,load,wind');
  expect([draws.length, rowsOf(join(folder, 'loads.csv')).length]).toEqual([1000, 3000]);
  expect(column(rowsOf(join(folder, 'loads.csv')), 0)).toEqual(column(rows, 1));
  for (const j of [0, 1, 2, 3, 4]) {
    const [wanted, found] = [column(rows, j), column(draws, j)];
    const spread = Math.sqrt(mean(wanted.map((x) => (x - mean(wanted)) ** 2)));
    expect(Math.abs(mean(found) - mean(wanted))).toBeLessThan(0.2 * spread);
  }
  const scores = linesOf(join(folder, 'scores.csv'));
  expect([scores[0], scores.length]).toEqual(['log_density', 3001]);
  expect(Math.abs(-mean(scores.slice(1).map(Number)) - flow!)).toBeLessThan(1); // Most rows were trained on.
});

const e = Array.from({ length: 60 }, (_, i) => [
  Math.sin(12.9898 * i),
  Math.cos(78.233 * i * i),
  Math.sin(3.7 * i * i),
]);
const small = ['a;b;c'].concat(e.map(([a, b, c]) => `${100 * a!};${b! + a!};${c}`)).join('\r\n');
const quick = ['--steps', '60', '--layers', '2', '--flow', 'real-nvp', '--seed', '3'];

it('columns are matched by name: another order, other columns and another delimiter do not change scores', async () => {
  const shuffled = ['id,c,b,a'].concat(e.map(([a, b, c], i) => `row ${i},${c},${b! + a!},${100 * a!}`)).join('\n');
  const folder = folderWith({ 'points.csv': small, 'shuffled.csv': shuffled });
  const fit = await run(folder, 'fit', 'points.csv', '--given', 'c', ...quick, '--json');
  expect(JSON.parse(fit.stdout)).toMatchObject({
    ...{ file: join(folder, 'points.safetensors'), data: 'points.csv', rows: 60, heldOut: 6, flow: 'real-nvp' },
    columns: { x: ['a', 'b'], context: ['c'] },
  });
  expect((await loadFlow(join(folder, 'points.safetensors'))).columns).toEqual({ x: ['a', 'b'], context: ['c'] });
  const first = await run(folder, 'score', 'points.safetensors', 'points.csv');
  const second = await run(folder, 'score', 'points.safetensors', 'shuffled.csv');
  expect(first.stdout.split('\n')).toHaveLength(62);
  expect(second.stdout).toBe(first.stdout);
  expect(first.stderr).toMatch(/^Mean of ln q: -?\d+\.\d{3} ± \d\.\d{3} nats per row \(rows: 60\)\n$/);
  const { logDensity, ...told } = JSON.parse(
    (await run(folder, 'score', 'points.safetensors', 'points.csv', '--json')).stdout,
  );
  expect(told.rows).toBe(60);
  expect(logDensity).toEqual(first.stdout.trimEnd().split('\n').slice(1).map(Number));
});

it('from stdin to stdout, of one column without a name; the same seed draws the same', async () => {
  const folder = folderWith();
  const child = start(home, ['fit', '-', '--steps', '40', '--out', 'one.safetensors', '--json'], folder);
  child.stdin!.end(e.map(([a]) => 1_700_000_000 + a!).join('\n'));
  const { code, stdout, stderr } = await finished(child);
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ data: 'stdin', columns: { x: ['x1'] }, flow: 'spline-maf' });
  const draw = (seed: string) => run(folder, 'draw', 'one.safetensors', '--count', '5000', '--seed', seed);
  const drawn = (await draw('1')).stdout;
  expect((await draw('1')).stdout).toBe(drawn);
  expect((await draw('2')).stdout).not.toBe(drawn);
  const [name, ...values] = drawn.trimEnd().split('\n');
  expect([name, values.length]).toEqual(['x1', 5000]);
  expect(new Set(values).size).toBeGreaterThan(4900); // In float32 there would be one value, 1.7e9.
  expect(mean(values.map((value) => Number(value) - 1_700_000_000))).toBeCloseTo(mean(column(e, 0)), 0);
});

it('a density that is there is kept; --again writes it anew', async () => {
  const folder = folderWith({ 'points.csv': small, 'points.safetensors': 'mine' });
  const { code, stderr } = await run(folder, 'fit', 'points.csv', ...quick);
  expect(stderr).toBe('vinf: points.safetensors is there already; --again writes it anew, --out names another file\n');
  expect(code).toBe(2);
  expect(readFileSync(join(folder, 'points.safetensors'), 'utf8')).toBe('mine');
  expect((await run(folder, 'fit', 'points.csv', ...quick, '--again', '--json')).code).toBe(0);
  expect((await loadFlow(join(folder, 'points.safetensors'))).notes).toEqual({ data: 'points.csv' });
});

it('a column of few values is told, and --jitter takes that as the answer', async () => {
  const folder = folderWith({
    'dice.csv': ['eyes,a'].concat(Array.from({ length: 300 }, (_, i) => `${(i * i) % 7},${i}`)).join('\n'),
  });
  const { code, stderr } = await run(folder, 'fit', 'dice.csv', ...quick, '--json');
  expect(stderr).toMatch(
    /^vinf: Expected column "eyes" of dice\.csv to take more than 20 values, .*`--jitter 0\.1` spreads them\n/,
  );
  expect(code).toBe(0);
  const jittered = await run(folder, 'fit', 'dice.csv', ...quick, '--json', '--again', '--jitter', '0.1');
  expect(jittered.stderr).not.toMatch(/more than 20 values/);
  expect(jittered.code).toBe(0);
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('vinf fit that %s ends keeps the best density so far', async (signal, code) => {
  const folder = folderWith();
  await weatherIn(folder);
  const child = start(home, ['fit', 'weather.csv', '--steps', '1000000', '--flow', 'real-nvp'], folder);
  let told = '';
  child.stderr.on('data', (text) => {
    told += text;
  });
  const end = finished(child);
  while (!/-ln q/.test(told) && child.exitCode === null) await sleep(20);
  child.kill(signal);
  const { code: found, stdout, stderr } = await end;
  expect(stderr).toMatch(
    /Stopped; weather\.safetensors is the best density so far, of \d+ updates; --again fits it anew\n$/,
  );
  expect([found, stdout]).toEqual([code, '']);
  expect(readdirSync(folder).sort()).toEqual(['weather.csv', 'weather.safetensors']);
  expect((await run(folder, 'score', 'weather.safetensors', 'weather.csv')).code).toBe(0);
});
