import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { noise } from '../../../src/random/noise.js';
import { loadModel } from '../../../src/runs/model-file.js';
import { sharedFolder } from '../../support/folders.js';
import { finished } from '../../support/processes.js';
import { largestDifference } from '../../support/tensors.js';
import { smallRun, start, vinf } from './vinf.js';

const home = sharedFolder();

const folder = (name: string) => join(home, 'runs', name);
const metrics = (name: string) => readFileSync(join(folder(name), 'metrics.jsonl'), 'utf8');
const lines = (name: string) => {
  try {
    return metrics(name).split('\n').length - 1;
  } catch {
    return 0;
  }
};

/** Waits until the run has written so many rows, then kills it as a power cut would. */
async function killAfter(rows: number, name: string, args: string[]): Promise<void> {
  const child = start(home, args);
  const end = finished(child);
  while (child.exitCode === null && lines(name) < rows) await sleep(5);
  child.kill('SIGKILL');
  await end;
}

describe.each(['compiled', 'eager'])('vinf train with the %s engine', (engine) => {
  const steps = engine === 'compiled' ? '3000' : '1200';
  const args = [...smallRun, '--engine', engine, '--steps', steps];

  it('killed three times and resumed, the metrics equal those of an uninterrupted run byte for byte', async () => {
    const [whole, broken] = [`whole-${engine}`, `broken-${engine}`];
    const first = await vinf(home, ['train', ...args, '--name', whole, '--json']);
    expect(first.stderr).toBe('');
    await killAfter(3, broken, ['train', ...args, '--name', broken]);
    await killAfter(6, broken, ['resume', broken, '--engine', engine]);
    await killAfter(9, broken, ['resume', broken, '--engine', engine]);
    const last = await vinf(home, ['resume', broken, '--engine', engine, '--json']);
    expect(last.code).toBe(0);
    expect(metrics(broken)).toBe(metrics(whole));
    expect(JSON.parse(last.stdout).testBound).toBe(JSON.parse(first.stdout).testBound);
    expect(readdirSync(folder(broken)).sort()).toEqual([
      'checkpoints',
      'config.json',
      'metrics.jsonl',
      'timings.jsonl',
    ]);
  });

  it('a rate that is too large stops with the step and the term', async () => {
    const name = `wild-${engine}`;
    const wild = ['--learning-rate', '1', '--annealing', 'none', '--steps', '3000', '--layers', '8', '--name', name];
    const { code, stderr } = await vinf(home, ['train', ...smallRun, '--engine', engine, ...wild]);
    const told = stderr.trim().split('\n').at(-1)!;
    expect(told).toMatch(/^vinf: Training stopped at step \d+: \w+ is (NaN|-?Infinity); the last good checkpoint/);
    expect(code).toBe(2);
  });
});

it('k draws, two stochastic layers and an average: killed in either phase and resumed, the end is the same', async () => {
  const objective = ['--draws', '4', '--draws-from', '500', '--gradient', 'base-path', '--averaging', '0.99'];
  const args = ['train', ...smallRun, '--steps', '1000', '--latents', '3,2', ...objective];
  const first = await vinf(home, [...args, '--name', 'drawn', '--json']);
  expect(first.stderr).toBe('');
  await killAfter(2, 'drawn-again', [...args, '--name', 'drawn-again']);
  await killAfter(7, 'drawn-again', ['resume', 'drawn-again']);
  const last = await vinf(home, ['resume', 'drawn-again', '--json']);
  expect(metrics('drawn-again')).toBe(metrics('drawn'));
  expect(JSON.parse(last.stdout).testBound).toBe(JSON.parse(first.stdout).testBound);
});

it('a second process on the same run is turned away', async () => {
  const child = start(home, ['train', ...smallRun, '--steps', '1000000', '--name', 'busy']);
  const end = finished(child);
  while (lines('busy') < 1) await sleep(20);
  const second = await vinf(home, ['resume', 'busy']);
  child.kill('SIGINT');
  const { code, stderr } = await end;
  expect(second.stderr).toMatch(new RegExp(`^vinf: .*busy is in use by process ${child.pid} on .*\n$`));
  expect(second.code).toBe(2);
  expect(code).toBe(130);
  expect(stderr).toMatch(/Stopped; go on with `vinf resume/);
});

it('vinf runs, evaluate, sample and export tell what was trained', async () => {
  await vinf(home, ['train', ...smallRun, '--steps', '200', '--name', 'told', '--json']);
  const runs = JSON.parse((await vinf(home, ['runs', '--json'])).stdout);
  expect(runs.find((run: { name: string }) => run.name === 'told')).toMatchObject({
    flow: 'planar',
    layers: 2,
    step: 200,
  });
  const { stdout } = await vinf(home, ['evaluate', 'told', '--samples', '20', '--images', '20', '--json']);
  const result = JSON.parse(stdout);
  expect(result.synthetic).toBe(true);
  expect(result.nll).toBeLessThan(result.bound);
  const out = join(home, 'sheet.png');
  expect((await vinf(home, ['sample', 'told', '--out', out])).code).toBe(0);
  expect(readFileSync(out).subarray(1, 4).toString()).toBe('PNG');
  const weights = join(home, 'weights.safetensors');
  const kept = await vinf(home, ['export', 'told', '--part', 'weights', '--out', weights, '--json']);
  expect(JSON.parse(kept.stdout)).toMatchObject({ file: weights, step: 200 });
  const loaded = await loadModel(weights);
  expect([loaded.config.flow, loaded.config.layers, loaded.step]).toEqual(['planar', 2, 200]);
  loaded.dispose();
  const file = join(home, 'decoder.onnx');
  const told = await vinf(home, ['export', 'told', '--part', 'decoder', '--out', file, '--json']);
  expect(JSON.parse(told.stdout)).toMatchObject({ file, batch: 'free' });
  expect(JSON.parse(told.stdout).error).toBeLessThan(1e-5);
  const session = await ort.InferenceSession.create(file);
  const z = new ort.Tensor('float32', noise(0, 'prior').normal(64 * 3), [64, 3]);
  const outside = (await session.run({ z })).probabilities!.data as Float32Array;
  const inside: number[] = JSON.parse((await vinf(home, ['sample', 'told', '--json'])).stdout).probabilities;
  expect(largestDifference(inside, outside)).toBeLessThan(1e-5);
  const fixed = await vinf(home, ['export', 'told', '--part', 'flow', '--batch', '64', '--out', file]);
  expect(fixed.stdout).toMatch(/ operators, 64 rows at a time; differs from the library by at most /);
});

it('a truncated checkpoint is one clear line, and the one before it is used', async () => {
  await vinf(home, ['train', ...smallRun, '--steps', '1500', '--name', 'cut', '--json']);
  const checkpoints = join(folder('cut'), 'checkpoints');
  const [older, newest] = readdirSync(checkpoints)
    .filter((name) => name.startsWith('step-'))
    .sort();
  expect([older, newest]).toEqual(['step-000001250.safetensors', 'step-000001500.safetensors']);
  truncateSync(join(checkpoints, newest!), 1000);
  const { code, stderr } = await vinf(home, ['resume', 'cut', '--json']);
  expect(stderr).toMatch(
    /^vinf: .*step-000001500\.safetensors is not a whole safetensors file: expected .*, got .*\n$/,
  );
  expect(code).toBe(0);
});

it('a run that exists is not overwritten', async () => {
  await vinf(home, ['train', ...smallRun, '--steps', '20', '--name', 'kept', '--json']);
  const { code, stderr } = await vinf(home, ['train', ...smallRun, '--steps', '20', '--name', 'kept']);
  expect(stderr).toMatch(/kept already holds a run; go on with `vinf resume/);
  expect(code).toBe(2);
});
