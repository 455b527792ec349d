import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { startOf } from '../../src/files/process.js';
import type { RunFolder } from '../../src/training/run.js';
import { createRun, openRun, readMetrics } from '../../src/training/run-folder.js';
import { folderWith, project } from '../support/folders.js';
import { runNode } from '../support/processes.js';

let folder: string;
beforeEach(() => {
  folder = join(folderWith(), 'run');
});

it('createRun: a folder that holds a run is left alone', async () => {
  await (await createRun(folder, { a: 1 })).close();
  await expect(createRun(folder, { a: 2 })).rejects.toThrow(`${folder} already holds a run; go on with \`vinf resume`);
});

it('createRun: a config that cannot be written leaves no lock', async () => {
  const config = {
    toJSON() {
      throw new Error('no space left');
    },
  };
  await expect(createRun(folder, config)).rejects.toThrow('no space left');
  expect(readdirSync(folder)).toEqual([]);
  await (await createRun(folder, {})).close();
});

it('openRun: a folder without a run is one clear line', async () => {
  await expect(openRun(folder)).rejects.toThrow(`${folder} holds no run: there is no config.json in it`);
});

it('openRun: a second living process is kept off', async () => {
  await (await createRun(folder, {})).close();
  const other = spawn('sleep', ['30']);
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: other.pid, host: hostname() }));
  await expect(openRun(folder)).rejects.toThrow(`${folder} is in use by process ${other.pid}`);
  other.kill('SIGKILL');
  await new Promise((done) => other.once('exit', done));
  await (await openRun(folder)).close();
});

it('openRun: of many that find the lock of a dead process, one gets the folder', async () => {
  await (await createRun(folder, {})).close();
  const dead = spawn('true');
  await new Promise((done) => dead.once('exit', done));
  for (let round = 0; round < 20; round++) {
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: dead.pid, host: hostname() }));
    const tryAfter = (turns: number): Promise<RunFolder> =>
      turns === 0 ? openRun(folder) : new Promise(setImmediate).then(() => tryAfter(turns - 1));
    const tries = await Promise.allSettled(Array.from({ length: 8 }, (_, i) => tryAfter(i * round)));
    const runs = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(runs.length).toBe(1);
    await runs[0]!.close();
    expect(readdirSync(folder).filter((name) => name.startsWith('lock'))).toEqual([]);
  }
});

it('openRun: what a killed process left half-written is removed, what a living one is writing stays', async () => {
  await (await createRun(folder, {})).close();
  const dead = spawn('true');
  await new Promise((done) => dead.once('exit', done));
  mkdirSync(join(folder, 'checkpoints'));
  const write = (...names: string[]) => names.map((name) => writeFileSync(join(folder, name), '{}'));
  const living = `.step.${process.ppid}-0123abcd.tmp`;
  write(`.config.json.${dead.pid}-0123abcd.tmp`, `.lock.${dead.pid}-0123abcd.tmp`, 'notes.tmp');
  writeFileSync(join(folder, 'lock.stale'), JSON.stringify({ pid: dead.pid, host: hostname() }));
  write('lock.12345678-1234-1234-1234-123456789abc.tmp');
  write(`checkpoints/.step-000000250.safetensors.${dead.pid}-89abcdef.tmp`, `checkpoints/${living}`);
  await (await openRun(folder)).close();
  expect(readdirSync(folder).sort()).toEqual(['checkpoints', 'config.json', 'notes.tmp']);
  expect(readdirSync(join(folder, 'checkpoints'))).toEqual([living]);
});

it.runIf(existsSync('/proc/self/stat'))(
  'openRun: a living process with the number of a dead one is another',
  async () => {
    await (await createRun(folder, {})).close();
    mkdirSync(join(folder, 'checkpoints'));
    const living = process.ppid;
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: living, host: hostname(), started: 1 }));
    writeFileSync(join(folder, 'checkpoints', `.step-000000250.safetensors.${living}-1-0123abcd.tmp`), '');
    const still = `.step-000000500.safetensors.${living}-${startOf(living)}-0123abcd.tmp`;
    writeFileSync(join(folder, 'checkpoints', still), '');
    await (await openRun(folder)).close();
    expect(readdirSync(folder).sort()).toEqual(['checkpoints', 'config.json']);
    expect(readdirSync(join(folder, 'checkpoints'))).toEqual([still]);
  },
);

it('a process that ends while it holds a run gives the lock back', async () => {
  const runFolder = join(project, 'src/training/run-folder.ts');
  const script = `await (await import(${JSON.stringify(runFolder)})).createRun(${JSON.stringify(folder)}, {}); process.exit(7);`;
  const { code } = await runNode(['--import', 'tsx', '--input-type=module', '-e', script]);
  expect(code).toBe(7);
  expect(readdirSync(folder)).toEqual(['config.json']);
});

it('rewind: rows after a step and a line cut short are dropped', async () => {
  const run = await createRun(folder, {});
  for (const step of [10, 20, 30]) await run.appendMetrics({ step, loss: 1 / step });
  writeFileSync(join(folder, 'metrics.jsonl'), '{"step":10,"loss":0.1}\n{"step":20,"loss":0.05}\n{"step":30,"lo');
  expect(await run.rewind(10)).toEqual([{ step: 10, loss: 0.1 }]);
  expect(await readMetrics(folder)).toEqual([{ step: 10, loss: 0.1 }]);
  await run.close();
});

it('readMetrics: numbers that are not finite come back as they were, also after the file has been rewound', async () => {
  const rows = [
    { step: 10, loss: Number.NaN, validLoss: Number.POSITIVE_INFINITY, kl: Number.NEGATIVE_INFINITY },
    { step: 20, loss: -1e308, validLoss: 0.1, kl: 5e-324 },
  ];
  const run = await createRun(folder, {});
  for (const row of rows) await run.appendMetrics(row);
  expect(await readMetrics(folder)).toEqual(rows);
  expect(await run.rewind(20)).toEqual(rows);
  expect(await readMetrics(folder)).toEqual(rows);
  await run.close();
  expect(readFileSync(join(folder, 'metrics.jsonl'), 'utf8').split('\n')[0]).toBe(
    '{"step":10,"loss":null,"validLoss":"Infinity","kl":"-Infinity"}',
  );
});

it('readMetrics: other texts are no numbers', async () => {
  await (await createRun(folder, {})).close();
  writeFileSync(join(folder, 'metrics.jsonl'), '{"step":10,"loss":"1"}\n{"step":20,"loss":"Infinity"}\n');
  const warnings: string[] = [];
  expect(await readMetrics(folder, (text) => warnings.push(text))).toEqual([
    { step: 20, loss: Number.POSITIVE_INFINITY },
  ]);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('line 1: loss: ');
});
