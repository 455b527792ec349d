import * as tf from '@tensorflow/tfjs';
import type { Flow } from '../../../src/flows/flow.js';
import type { PlainObject } from '../../../src/problem/plain.js';
import { noise } from '../../../src/random/index.js';

export type Structure = 'lower' | 'upper' | 'diagonal' | 'orthogonal' | 'circulant' | 'volume-preserving';

/** One registered flow: how to make it, and what it claims about itself. */
export interface FlowCase {
  name: string;
  make(dim: number): Flow;
  /** The D it allows among 1, 2, 3, 5, 8. Default all. */
  dims?: readonly number[];
  /** Claims about the Jacobian, each of them checked. */
  structure?: readonly Structure[];
  /** Where forward is defined: ℝ (default), (0, ∞), (0, 1) or (−1, 1). */
  domain?: Domain;
  /** Whether initialParams is the identity map. Default true; false only with a reason beside it. */
  identityStart?: boolean;
  /** Whether the inverse has to be finite at |z'| = 1e3. Default true; false where it overflows or is undefined there. */
  farInverse?: boolean;
  /** The |z| up to which the result has to be finite. Default 1000; less only with a reason beside it. */
  reach?: number;
  /** Whether results have to be finite at parameters of ±50. Default true; false only with a reason beside it. */
  saturates?: boolean;
  /** How large parameters are drawn, four rows of each. Default 0.01, 1 and 3; less only with a reason beside it. */
  scales?: readonly [number, number, number];
}

export type Domain = 'real' | 'positive' | 'unit' | 'symmetric';

export const allDims = [1, 2, 3, 5, 8];
export const dimsOf = (item: FlowCase): readonly number[] => item.dims ?? allDims;

/** The name under which `flowFrom` knows a flow, and those of the flows inside it. */
export function describedNames({ flow, flows = [], of }: PlainObject): string[] {
  const inside = [...(flows as PlainObject[]), ...(of === undefined ? [] : [of as PlainObject])];
  return [flow as string, ...inside.flatMap(describedNames)];
}

/** The rounding of the numbers at hand: 2⁻²³, or 2⁻⁵² where tensors hold doubles (see double.ts). */
export const epsilon = (): number => (new Float32Array([1 + 2 ** -40])[0] === 1 ? 2 ** -23 : 2 ** -52);

/** Rows of samples with a parameter set each, as plain numbers. */
export interface Rows {
  count: number;
  z: Float32Array;
  params: Float32Array;
  context: Float32Array;
}

/** How large parameters are drawn where a case does not say; four rows of each. */
export const defaultScales = [0.01, 1, 3] as const;
const rowsPerScale = 4;

/** Rows at every scale, every other one around the initial parameters, the others around 0. */
export function drawRows(
  flow: Flow,
  { domain = 'real', scales = defaultScales }: Pick<FlowCase, 'domain' | 'scales'>,
  seed = 1,
): Rows {
  const count = scales.length * rowsPerScale;
  const initial = flow.initialParams(seed);
  const params = noise(seed, 'params').normal(count * flow.paramCount);
  for (let i = 0; i < params.length; i++) {
    const row = Math.floor(i / flow.paramCount);
    const centre = row % 2 === 0 ? initial[i % flow.paramCount]! : 0;
    params[i] = centre + scales[Math.floor(row / rowsPerScale)]! * params[i]!;
  }
  const z = noise(seed, 'z').normal(count * flow.dim);
  const context = noise(seed, 'context').normal(count * flow.contextDim);
  return { count, z: z.map((x) => intoDomain(1.5 * x, domain)), params, context };
}

/** A smooth increasing map of ℝ onto the domain. */
export function intoDomain(x: number, domain: Domain): number {
  if (domain === 'positive') return Math.exp(x);
  if (domain === 'unit') return 1 / (1 + Math.exp(-x));
  return domain === 'symmetric' ? Math.tanh(x) : x;
}

/** The arguments of `forward` as tensors, row r of the result being row `rows[r]` of `data`. */
export function tensorsOf(flow: Flow, data: Rows, rows: readonly number[] = indices(data.count)): Arguments {
  const pick = (values: Float32Array, width: number) =>
    tf.tensor2d(Float32Array.from(rows.flatMap((row) => [...values.subarray(row * width, (row + 1) * width)])), [
      rows.length,
      width,
    ]);
  const z = pick(data.z, flow.dim);
  const params = pick(data.params, flow.paramCount);
  return flow.contextDim === 0 ? [z, params] : [z, params, pick(data.context, flow.contextDim)];
}

export type Arguments = [z: tf.Tensor2D, params: tf.Tensor2D, context?: tf.Tensor2D];

export const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Numbers of a tensor as doubles, [rows][columns]. */
export function table(tensor: tf.Tensor): number[][] {
  const [rows = 1, columns = 1] = tensor.shape;
  const values = tensor.dataSync();
  return indices(rows).map((r) => indices(columns).map((c) => values[r * columns + c]!));
}

/** The largest absolute number; NaN if there is one. */
export const largest = (values: Iterable<number>): number => {
  let most = 0;
  for (const value of values) {
    if (Number.isNaN(value)) return Number.NaN;
    most = Math.max(most, Math.abs(value));
  }
  return most;
};
