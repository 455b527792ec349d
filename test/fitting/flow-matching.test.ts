import { describe, expect, it } from 'vitest';
import { type FitFlowOptions, fitFlow, fittedFlow } from '../../src/fitting/index.js';
import { continuous, type Flow, realNvp } from '../../src/flows/index.js';
import { meanEstimate } from '../../src/objectives/index.js';
import { loadFlow, saveFlow } from '../../src/training/index.js';
import { folderWith } from '../support/folders.js';
import { onBackend } from '../support/tensors.js';
import { conditional, rows } from './data.js';

onBackend('wasm');

const matching: FitFlowOptions = { objective: 'flow-matching', learningRate: 0.01, quiet: true };
const mean = (values: ArrayLike<number>) => meanEstimate(Array.from(values)).mean;

it('flow matching: a conditional density is within 0.08 nats of the truth on held-out rows, in its file too', async () => {
  const [own, test] = [conditional('train', 4000), conditional('test', 4000)];
  const flow = continuous(2, { hidden: [32, 32], contextDim: 1 });
  const q = await fitFlow(flow, own.rows, { ...matching, context: own.context, steps: 4000 });
  const found = mean(q.logProb(test.rows, test.context).dataSync());
  expect(mean(test.logProb) - found).toBeGreaterThan(0);
  expect(mean(test.logProb) - found).toBeLessThan(0.08);
  expect(q.base.mean).toEqual(new Float32Array(2));
  expect(q.metrics.at(-1)!.loss).toBeGreaterThan(0);

  const path = `${folderWith()}/density.safetensors`;
  await saveFlow(path, q);
  const again = fittedFlow(await loadFlow(path));
  expect(again.logProb(test.rows.slice(0, 9), test.context.slice(0, 9)).dataSync()).toEqual(
    q.logProb(test.rows.slice(0, 9), test.context.slice(0, 9)).dataSync(),
  );
  // The same parameters along another way: steps as short as a tolerance asks for.
  const precise = continuous(2, { hidden: [32, 32], contextDim: 1, solver: 'dormand-prince', tolerance: 1e-5 });
  const there = fittedFlow({ ...q, flow: precise }).logProb(test.rows.slice(0, 500), test.context.slice(0, 500));
  const here = q.logProb(test.rows.slice(0, 500), test.context.slice(0, 500)).dataSync();
  expect(Math.abs(mean(there.dataSync()) - mean(here))).toBeLessThan(0.01);
}, 120_000);

it('pairs by transport cross less: the loss is lower from the start', async () => {
  const flow = continuous(5, { hidden: [8] });
  const first = async (pairing: 'random' | 'transport') => {
    const { metrics } = await fitFlow(flow, rows, { ...matching, steps: 20, batchSize: 100, pairing });
    return metrics[0]!.loss!;
  };
  expect(await first('transport')).toBeLessThan(0.7 * (await first('random')));
});

describe('fitFlow refuses', () => {
  const withContext = { context: rows.map(([a]) => [a!]) };
  it.each<[string, Flow, FitFlowOptions, typeof RangeError | typeof TypeError, string]>([
    [
      'flow matching of a flow without a velocity',
      realNvp(5),
      matching,
      TypeError,
      'Expected the flow to have a velocity for flow matching, as `continuous` has, got none (fitFlow, real-nvp)',
    ],
    [
      'pairs by transport given a context',
      continuous(5, { contextDim: 1 }),
      { ...matching, ...withContext, pairing: 'transport' },
      RangeError,
      'Expected pairing to be random where the flow takes a context, given which paired noise is not normal, got transport',
    ],
    [
      'an unknown objective',
      continuous(5),
      { objective: 'flow-matchin' as 'flow-matching' },
      RangeError,
      'Unknown objective "flow-matchin"; did you mean "flow-matching"?',
    ],
    [
      'an unknown pairing',
      continuous(5),
      { ...matching, pairing: 'transprt' as 'transport' },
      RangeError,
      'Unknown pairing "transprt"; did you mean "transport"?',
    ],
  ])('%s', async (_, flow, options, kind, message) => {
    const fit = fitFlow(flow, rows, options);
    await expect(fit).rejects.toThrow(kind);
    await expect(fit).rejects.toThrow(message);
  });
});
