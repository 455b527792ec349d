import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { writeSafetensors } from '../../src/files/safetensors.js';
import { defaultConfig } from '../../src/runs/config.js';
import { loadModel, saveModel } from '../../src/runs/model-file.js';
import { trainDlgm } from '../../src/runs/train-run.js';
import { evaluateDlgm, loadTrained } from '../../src/runs/trained.js';
import { sharedFolder } from '../support/folders.js';

const folder = sharedFolder();

it('loadModel gives back what saveModel has written of a run: weights, config, updates', async () => {
  const run = join(folder, 'run');
  const small = { data: 'synthetic', images: 50, layers: 2, latent: 2, hidden: [8], batch: 10 } as const;
  const config = { ...defaultConfig, ...small, hidden: [8], steps: 20, validateEvery: 10 };
  await trainDlgm(run, config, { engine: 'eager', backend: 'cpu' });
  const path = join(folder, 'model.safetensors');
  const { bytes, step } = await saveModel(run, path);
  const [kept, loaded] = [await loadTrained(run), await loadModel(path)];
  expect(loaded.config).toEqual(kept.config);
  expect(loaded.values).toEqual(kept.values);
  expect(loaded.step).toBe(step);
  expect(bytes).toBe(4 * kept.values.length);
  kept.dispose();
  loaded.dispose();
  expect(tf.getBackend()).toBe('cpu'); // Loading leaves the backend as it was.
  await evaluateDlgm(run, { samples: 1, backend: 'wasm' });
  expect(tf.getBackend()).toBe('wasm');
});

it('loadModel says what is wrong with a file', async () => {
  const other = join(folder, 'other.safetensors');
  await writeSafetensors(other, { tensors: {}, metadata: {} });
  await expect(loadModel(other)).rejects.toThrow('holds no config');
  await expect(loadModel(join(folder, 'none.safetensors'))).rejects.toThrow('none.safetensors');
});

it('the models of the notebooks load and have 8 MB at most in all', async () => {
  const models = fileURLToPath(new URL('../../notebooks/models/', import.meta.url));
  const files = readdirSync(models).filter((name) => name.endsWith('.safetensors'));
  expect(files.sort()).toEqual(['planar-10-latent-2.safetensors', 'planar-10.safetensors']);
  expect(files.reduce((sum, name) => sum + statSync(join(models, name)).size, 0)).toBeLessThan(8e6);
  for (const [name, latent] of [
    ['planar-10', 40],
    ['planar-10-latent-2', 2],
  ] as const) {
    const { config, dispose } = await loadModel(join(models, `${name}.safetensors`));
    expect([config.flow, config.layers, config.latent]).toEqual(['planar', 10, latent]);
    dispose();
  }
});
