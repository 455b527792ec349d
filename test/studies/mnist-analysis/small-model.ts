import * as tf from '@tensorflow/tfjs';
import type { Flow } from '../../../src/flows/flow.js';
import { identity } from '../../../src/flows/identity.js';
import { type Dlgm, dlgm } from '../../../src/models/dlgm.js';
import { initialState, weightTensors } from '../../../src/problem/layout.js';
import { noise } from '../../../src/random/index.js';
import type { ModelWithWeights } from '../../../src/studies/mnist-analysis/posterior-draws.js';

export const dataDim = 12;

export interface SmallModel extends ModelWithWeights {
  model: Dlgm;
  values: Float32Array;
}

/** An untrained model of 12 pixels whose weights are moved far enough from their start that everything depends on x. */
export function smallModel(flow: Flow = identity(3), shift = 0.3): SmallModel {
  const model = dlgm({ flow, dataDim, hidden: [16], window: 2 });
  const start = initialState(model.weights, 0, 1).weights;
  const moved = noise(2, 'shift').normal(start.length);
  const values = start.map((value, i) => value + shift * moved[i]!);
  return { model, values, weights: weightTensors(model.weights, values) };
}

/** Black and white images of 12 pixels. */
export const smallImages = (count: number): Float32Array[] =>
  Array.from({ length: count }, (_, i) => noise(3, 'image', i).uniform(dataDim).map(Math.round));

export const asTensor = (rows: readonly Float32Array[]): tf.Tensor2D =>
  tf.tensor2d(
    rows.flatMap((row) => Array.from(row)),
    [rows.length, rows[0]!.length],
  );
