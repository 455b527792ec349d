import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { DigitSet } from '../data/index.js';
import { useBackend } from '../engine/index.js';
import { UserError } from '../errors.js';
import type { Dlgm } from '../models/index.js';
import { noise } from '../random/index.js';
import {
  bestFile,
  type Checkpoint,
  type EngineName,
  layout,
  loadLatest,
  loadState,
  type Tensors,
} from '../training/index.js';
import { type DlgmConfig, modelOf } from './dlgm-config.js';
import { digitsOf, dlgmConfigOf } from './dlgm-run.js';
import { imageLogWeights } from './evaluate.js';

/** A trained model: its weights are the best on validation images, or the newest if none were validated. */
export interface TrainedDlgm {
  config: DlgmConfig;
  model: Dlgm;
  weights: Tensors;
  /** Updates behind the weights. */
  step: number;
  dispose(): void;
}

/** Loads the model of a run folder. @throws UserError if it has no checkpoint, or a damaged one */
export async function loadTrained(path: string, onWarning?: (message: string) => void): Promise<TrainedDlgm> {
  const config = await dlgmConfigOf(path);
  const model = modelOf(config);
  await useBackend();
  const folder = join(path, 'checkpoints');
  const best = join(folder, bestFile);
  const found: Checkpoint | undefined = existsSync(best)
    ? await loadState(best, model.weights, 0)
    : await loadLatest(folder, model.weights, 0, onWarning);
  if (!found) throw new UserError(`${path} has no checkpoint yet; train it first with \`vinf resume ${path}\``);
  const { step, weights: flat } = found.state;
  const tensors = layout(model.weights).map(({ name, shape, start, end }) => [
    name,
    tf.tensor(flat.slice(start, end), [...shape]),
  ]);
  const weights = Object.fromEntries(tensors) as Tensors;
  return { config, model, weights, step, dispose: () => tf.dispose(weights) };
}
