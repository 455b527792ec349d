import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../engine/index.js';
import { UserError } from '../errors.js';
import { restoreFromCopy } from '../files/checked.js';
import { parseJson, readSafetensors } from '../files/index.js';
import { weightTensors } from '../problem/index.js';
import { loadState, saveState } from '../training/index.js';
import { configFrom, modelOf } from './config.js';
import { loadTrained, type TrainedDlgm } from './trained.js';

/**
 * Writes a trained model as one safetensors file: its weights, and in the metadata the config that made them, the number
 * of updates and the data. `loadModel` reads it.
 * @param run  a run folder
 * @param path of the file
 */
export async function saveModel(run: string, path: string): Promise<{ bytes: number; step: number }> {
  const { config, model, values, step, dispose } = await loadTrained(run);
  dispose();
  await saveState(path, model.weights, {
    state: { step, weights: values, slots: [] },
    notes: { config: JSON.stringify(config) },
  });
  return { bytes: 4 * values.length, step };
}

/**
 * Loads a model that `saveModel` has written, such as those in `notebooks/models`, as `loadTrained` does.
 * @throws UserError if the file is missing, damaged, or not of a model
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { runs } from 'vinf';
 *
 * const { model, weights, config } = await runs.loadModel('notebooks/models/planar-10-latent-2.safetensors');
 * const logits = model.decode(weights, tf.tensor2d([[0, 0]])); // the digit in the middle of the latent plane
 * console.log(config.flow, logits.shape); // planar [ 1, 784 ]
 * ```
 */
export async function loadModel(path: string): Promise<TrainedDlgm> {
  const { metadata } = await readSafetensors(path);
  if (metadata.config === undefined) {
    throw new UserError(`${path} holds no config; expected a file of \`vinf export --part weights\``);
  }
  const config = configFrom(parseJson(metadata.config, path, restoreFromCopy), path);
  const model = modelOf(config);
  if (!tf.getBackend()) await useBackend();
  const { state } = await loadState(path, model.weights, 0);
  const weights = weightTensors(model.weights, state.weights);
  return { config, model, weights, values: state.weights, step: state.step, dispose: () => tf.dispose(weights) };
}
