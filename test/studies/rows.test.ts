import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { UserError } from '../../src/errors.js';
import { checkWords, type RowTask, runTasks } from '../../src/studies/rows.js';
import { putDamaged } from '../support/damage.js';
import { folderWith, useDataFolder } from '../support/folders.js';

let folder: string;
beforeEach(() => {
  folder = folderWith();
  useDataFolder(folder);
});

interface Toy {
  is: string;
}

const made: string[] = [];
const task = (flow: string, K: number, more: Partial<RowTask<Toy>> = {}): RowTask<Toy> => ({
  ...{
    key: { flow, K },
    schema: z.object({ is: z.string() }),
    name: `${flow} K=${K}`,
    words: [flow, `K${K}`],
    steps: 1,
  },
  make: async () => {
    made.push(`${flow} ${K}`);
    return { is: `${flow} ${K}` };
  },
  outcome: ({ is }) => `made ${is}`,
  ...more,
});
const tasks = [task('planar', 10), task('planar', 80), task('radial', 10)];

it('runTasks makes the rows to which all words apply, keeps them, and tells how many are missing', async () => {
  made.length = 0;
  const some = await runTasks('toy', { tasks }, { only: ['K10', 'planar'] });
  expect(some).toEqual({ rows: { tasks: [{ is: 'planar 10' }] }, missing: 2, total: 3 });
  const all = await runTasks('toy', { tasks }, {});
  expect(all).toEqual({
    rows: { tasks: [{ is: 'planar 10' }, { is: 'planar 80' }, { is: 'radial 10' }] },
    missing: 0,
    total: 3,
  });
  expect(made).toEqual(['planar 10', 'planar 80', 'radial 10']);
});

it('checkWords complains of a word that applies to no row', () => {
  const words = tasks.flatMap((task) => task.words);
  expect(() => checkWords(['planar', 'K81'], words)).toThrow(
    '--only: Unknown word "K81"; did you mean "K80"? (known: planar, K10, K80, radial)',
  );
  expect(() => checkWords(['planar', 'K80'], words)).not.toThrow();
});

it('runTasks does not make again what a result file has, and goes on after a row that breaks down', async () => {
  made.length = 0;
  const broken = task('sylvester', 4, { make: () => Promise.reject(new UserError('loss is NaN')) });
  const known = task('iaf', 4, { published: { is: 'from elsewhere' } });
  const said: string[] = [];
  const { rows, missing } = await runTasks(
    'toy',
    { first: [broken, known], second: [task('radial', 2)] },
    { onMessage: (message) => said.push(message.trim()) },
  );
  expect(rows).toEqual({ first: [{ is: 'from elsewhere' }], second: [{ is: 'radial 2' }] });
  expect(missing).toBe(1);
  expect(said).toEqual(['loss is NaN', 'made radial 2']);
});

it('runTasks does not keep a row during which the signal comes, and stops after it', async () => {
  made.length = 0;
  const stop = new AbortController();
  const said: string[] = [];
  const half = task('planar', 4, {
    make: async () => {
      stop.abort();
      return { is: 'half-trained' };
    },
  });
  const onMessage = (message: string) => said.push(message.trim());
  const { rows, missing } = await runTasks('toy', { tasks: [half, ...tasks] }, { signal: stop.signal, onMessage });
  expect({ rows, missing, made, said }).toEqual({ rows: { tasks: [] }, missing: 4, made: [], said: ['stopped'] });
});

it('runTasks stops between rows', async () => {
  const { missing } = await runTasks('toy', { tasks }, { signal: AbortSignal.abort() });
  expect(missing).toBe(3);
});

it('runTasks tells once of each damaged row, makes those that are asked for again, and counts the others as missing', async () => {
  await runTasks('toy', { tasks }, {});
  for (const hash of readdirSync(join(folder, 'runs', 'toy'))) {
    putDamaged(join(folder, 'runs', 'toy', hash, 'row.json'), 'null');
  }
  made.length = 0;
  const warnings: string[] = [];
  const { missing } = await runTasks('toy', { tasks }, { only: ['radial'], onWarning: (text) => warnings.push(text) });
  expect([made, missing, warnings.length, new Set(warnings).size]).toEqual([['radial 10'], 2, 3, 3]);
});

it('runTasks makes a row again that is of another study or version, tells of it in one line, and takes a published one', async () => {
  await runTasks('toy', { tasks }, {});
  for (const hash of readdirSync(join(folder, 'runs', 'toy'))) {
    putDamaged(join(folder, 'runs', 'toy', hash, 'row.json'), '{"is": 7}');
  }
  made.length = 0;
  const warnings: string[] = [];
  const known = task('planar', 10, { published: { is: 'from elsewhere' } });
  const { rows, missing } = await runTasks(
    'toy',
    { tasks: [known, ...tasks.slice(1)] },
    { onWarning: (text) => warnings.push(text) },
  );
  expect(rows.tasks).toEqual([{ is: 'from elsewhere' }, { is: 'planar 80' }, { is: 'radial 10' }]);
  expect([missing, made]).toEqual([0, ['planar 80', 'radial 10']]);
  expect(warnings).toHaveLength(3);
  for (const warning of warnings)
    expect(warning).toMatch(/row\.json: is: expected string, received number; the row counts as not made$/);
});
