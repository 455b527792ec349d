import { type EngineName, tensorFunction } from '../engine/browser.js';
import { expected } from '../errors.js';
import type { Flow } from '../flows/flow.js';
import { withoutProbes } from '../flows/probes.js';
import { forwardKlProblem } from '../objectives/index.js';
import { layout, type Shapes, type Tensors } from '../problem/index.js';
import { noise } from '../random/index.js';
import { type Examples, stretch } from './batches.js';

/** The rows that are trained on and those that are held out. */
export interface Split {
  train: Uint32Array;
  held: Uint32Array;
}

/** More rows tell no better when to stop, and take time. */
const enough = 10_000;

/**
 * A random share of the rows is held out, at least one and at most 10,000; none for a share of 0.
 * @throws RangeError for a share that is none
 */
export function splitRows(count: number, share: number, seed: number, where: string): Split {
  if (!(share >= 0 && share < 1)) {
    throw new RangeError(expected('validation', 'be a share from 0 to below 1', share, where));
  }
  const order = noise(seed, 'fitFlow/validation').permutation(count);
  const held = share === 0 ? 0 : Math.min(enough, Math.max(1, Math.round(share * count)));
  return { train: order.slice(held).sort(), held: order.slice(0, held) };
}

/** Mean of −ln q over examples, nats. */
export interface HeldOut {
  loss(weights: Float32Array): Promise<number>;
  dispose(): void;
}

/** Rows that are scored at once; more would take memory and save no time. */
const atOnce = 4096;
/** Numbers in the Jacobians of the rows at once, where a flow needs them for its exact logDet. */
const inJacobians = 2 ** 22;

export interface HeldOutOptions {
  engine?: EngineName | undefined;
  /** Whether the weights that are scored have those of the base among them. */
  learnBase: boolean;
  onWarning?(message: string): void;
}

/** Scores examples by the exact logDet in equal parts, of one shape; up to one row for each part is left over. */
export async function heldOut(
  flow: Flow,
  examples: Examples,
  { engine, learnBase, onWarning }: HeldOutOptions,
): Promise<HeldOut> {
  const most = flow.probeDim > 0 ? Math.min(atOnce, Math.ceil(inJacobians / flow.dim ** 2)) : atOnce;
  const parts = Math.ceil(examples.count / most);
  const batchSize = Math.floor(examples.count / parts);
  const problem = forwardKlProblem({ flow: withoutProbes(flow), batchSize, learnBase });
  const slices = layout(problem.weights);
  const shapes: Shapes = Object.fromEntries(slices.map(({ name, shape }) => [name, shape]));
  const mean = (tensors: Tensors) => ({ loss: problem.loss(tensors, tensors).loss });
  const score = await tensorFunction(mean, { ...shapes, ...problem.inputs }, engine, onWarning);
  return {
    async loss(values) {
      const weights = Object.fromEntries(slices.map(({ name, start, end }) => [name, values.subarray(start, end)]));
      let sum = 0;
      for (let part = 0; part < parts; part++) {
        const { loss } = await score.run({ ...weights, ...stretch(examples, part * batchSize, batchSize) });
        sum += loss![0]!;
      }
      return sum / parts;
    },
    dispose: () => score.dispose(),
  };
}
