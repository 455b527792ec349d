import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { defaultConfig, trainDlgm } from '../../src/runs/index.js';
import { folderWith } from '../support/folders.js';
import { onBackend } from '../support/tensors.js';

onBackend('cpu');

it('a run that is stopped before its first update leaves a checkpoint of the start', async () => {
  const path = join(folderWith(), 'run');
  const config = { ...defaultConfig, data: 'synthetic', images: 20, batch: 10, steps: 20, hidden: [4], latent: 2 };
  await trainDlgm(path, config, { signal: AbortSignal.abort() });
  expect(existsSync(join(path, 'checkpoints', 'step-000000000.safetensors'))).toBe(true);
});
