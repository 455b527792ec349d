import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadDigits } from '../../src/data/index.js';
import { type DlgmConfig, defaultConfig, modelOf, phasesOf } from '../../src/runs/config.js';
import { resumeDlgm, trainDlgm } from '../../src/runs/train-run.js';
import { loadTrained } from '../../src/runs/trained.js';
import { sharedFolder } from '../support/folders.js';

const folder = sharedFolder();
const digits = await loadDigits({ data: 'synthetic', binarisation: 'fixed', count: 60 });
const small: DlgmConfig = {
  ...defaultConfig,
  ...{ data: 'synthetic', images: 60, layers: 2, latent: 3, hidden: [8], batch: 12, steps: 40, validateEvery: 10 },
  ...{ draws: 5, drawsFrom: 25, gradient: 'base-path', averaging: 0.9, latents: [2, 1] },
};
const options = { engine: 'eager', backend: 'cpu', digits } as const;

it('phasesOf: the plain bound first, then k draws for fewer images at the same cost', () => {
  expect(phasesOf(small)).toEqual([
    { steps: 25, batch: 12, draws: 1 },
    { steps: 40, batch: 4, draws: 5 },
  ]);
  expect(phasesOf({ ...small, drawsFrom: 0, drawsBatch: 7 })).toEqual([{ steps: 40, batch: 7, draws: 5 }]);
  expect(phasesOf({ ...small, drawsFrom: 50 })).toEqual([{ steps: 40, batch: 12, draws: 1 }]);
  expect(phasesOf({ ...small, draws: 1 })).toEqual([{ steps: 40, batch: 12, draws: 1 }]);
});

it('a run with k draws, an average and two stochastic layers: stopped in either phase it ends as undisturbed', async () => {
  const whole = await trainDlgm(join(folder, 'whole'), small, options);
  const model = await loadTrained(whole.path);
  for (const stop of [13, 31]) {
    const path = join(folder, `stopped-${stop}`);
    const abort = new AbortController();
    const onStep = (step: number) => {
      if (step === stop) abort.abort();
    };
    await trainDlgm(path, small, { ...options, onStep, signal: abort.signal });
    const { rows } = await resumeDlgm(path, options);
    expect(rows).toEqual(whole.rows);
    const resumed = await loadTrained(path);
    expect(resumed.values).toEqual(model.values);
    resumed.dispose();
  }
  model.dispose();
  expect(whole.rows.map(({ step }) => step)).toEqual([25, 40]);
});

it.each<[string, Partial<DlgmConfig>, string]>([
  ['draws', { draws: 0 }, 'Expected draws to be a whole number of at least 1, got 0'],
  ['drawsFrom', { drawsFrom: -1 }, 'Expected drawsFrom to be a whole number of at least 0, got -1'],
  ['drawsBatch', { drawsBatch: 61 }, 'Expected drawsBatch to be at most the 60 training images, got 61'],
  ['averaging', { averaging: 1 }, 'Expected averaging to be from 0 to below 1, got 1'],
  ['latents', { latents: [2, 2] }, "Expected latents to add up to the flow's dimension 3, got [2,2]"],
])('a config with %s out of range is one line', (_, wrong, message) => {
  expect(() => modelOf({ ...small, latents: undefined, ...wrong })).toThrow(message);
});
