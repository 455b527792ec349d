import * as tf from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import { noise } from '../random/index.js';
import { splitColumns } from '../tensors/split.js';
import { defineFlow, type FlowMap } from './define.js';
import type { Flow, InvertibleFlow } from './flow.js';

/**
 * Flows one after the other, z' = f_N(… f₂(f₁(z))): the first element is applied first, logDets add up.
 * Parameters and probes are those of the elements, side by side; context goes to the elements that take it.
 * The chain has an inverse if all elements have one, and it is exact if all of theirs are.
 * @throws RangeError for no flows, or if their dims, or the contexts they take, differ
 * @example
 * ```ts
 * import { affine, affineParams, chain, mapPoints, pointwise } from 'vinf';
 *
 * const logNormal = chain([affine(1), pointwise(1, 'exp')]); // first the affine map, then exp
 * const params = affineParams({ shift: [1], logScale: [0] });
 * const { points, logDet } = mapPoints(logNormal, params, [[0]]);
 * console.log(points[0][0].toFixed(3), logDet[0].toFixed(3)); // 2.718 1.000
 * ```
 */
export function chain(flows: readonly InvertibleFlow<'exact'>[]): InvertibleFlow<'exact'>;
export function chain(flows: readonly InvertibleFlow[]): InvertibleFlow;
export function chain(flows: readonly Flow[]): Flow;
export function chain(flows: readonly Flow[]): Flow {
  const first = flows[0];
  if (!first) throw new RangeError(expected('flows', 'hold at least one flow', 'none', 'chain'));
  const definition = {
    name: `chain(${flows.map((flow) => flow.name).join(', ')})`,
    config: { flow: 'chain', flows: flows.map((flow) => flow.config) },
    description: { flows: flows.map((flow) => flow.description) },
    dim: agreed('dim', [...flows]),
    paramCount: flows.reduce((sum, flow) => sum + flow.paramCount, 0),
    contextDim: agreed(
      'contextDim',
      flows.filter((flow) => flow.contextDim > 0),
    ),
    probeDim: flows.reduce((sum, flow) => sum + flow.probeDim, 0),
    forward: inTurn(flows, 'forward'),
    initialParams: (seed: number) => initialParams(flows, seed),
  };
  const invertible = flows.filter(isInvertible);
  if (invertible.length < flows.length) return defineFlow(definition);
  const inverseKind = invertible.every((flow) => flow.inverseKind === 'exact') ? 'exact' : 'numeric';
  return defineFlow({ ...definition, inverseKind, inverse: inTurn(invertible, 'inverse') });
}

/** Whether a flow offers an inverse; narrows its type. */
export const isInvertible = (flow: Flow): flow is InvertibleFlow => flow.inverse !== undefined;

/** The one value that all flows have; 0 for no flows. */
function agreed(what: 'dim' | 'contextDim', flows: readonly Flow[]): number {
  const value = flows[0]?.[what] ?? 0;
  const odd = flows.find((flow) => flow[what] !== value);
  if (odd)
    throw new RangeError(
      expected(`${what} of ${odd.name}`, `be ${value} like that of ${flows[0]!.name}`, odd[what], 'chain'),
    );
  return value;
}

function inTurn(flows: readonly Flow[], direction: 'forward' | 'inverse'): FlowMap {
  const order = direction === 'forward' ? [...flows.keys()] : [...flows.keys()].reverse();
  return (z, params, context, probes) => {
    const parts = splitColumns(
      params,
      flows.map((flow) => flow.paramCount),
    );
    const noise =
      probes &&
      splitColumns(
        probes,
        flows.map((flow) => flow.probeDim),
      );
    const logDets: tf.Tensor1D[] = [];
    let zk = z;
    for (const k of order) {
      const flow = flows[k]!;
      const given = flow.contextDim > 0 ? context : undefined;
      const out = flow[direction]!(zk, parts[k]!, given, flow.probeDim > 0 ? noise?.[k] : undefined);
      zk = out.z;
      logDets.push(out.logDet);
    }
    return { z: zk, logDet: tf.addN(logDets) };
  };
}

/** Elements of the same kind start differently: each has its own seed. */
function initialParams(flows: readonly Flow[], seed: number): Float32Array {
  const seeds = noise(seed, 'chain/seeds').uniform(flows.length);
  return Float32Array.from(flows.flatMap((flow, k) => [...flow.initialParams(Math.floor(seeds[k]! * 2 ** 32))]));
}
