import * as tf from '@tensorflow/tfjs';
import type { PlainObject } from '../../problem/plain.js';
import { matMul } from '../../tensors/matmul.js';
import { splitColumns } from '../../tensors/split.js';
import { type Network, type NetworkBuilder, network } from '../conditioners/network.js';
import { checkCount, defineFlow } from '../define.js';
import type { InvertibleFlow, Transformed } from '../flow.js';
import { checkOptions } from '../options.js';
import { transformerOf } from '../transformers/index.js';
import { type ConditionedMap, configOf, describedMap } from '../transformers/transformer.js';
import { type FixedMaps, fixedMaps, type Mixing } from './mixing.js';
import { type CouplingOptions, couplingChecks } from './options.js';

/** The options of a coupling flow that are plain values, with their defaults. */
interface Settings {
  layers: number;
  mixing: Mixing;
  split: number;
  contextDim: number;
  seed: number;
  scaling: boolean;
}

/**
 * Coupling flow, K layers (z_A, z_B) → (z_A, τ(z_B; h(z_A))) with an increasing map τ of each coordinate (or another
 * bijection of the half) and a network h; logDet is the sum of ln τ'. Source: Dinh et al. 2014; 2017, eqs. 4–5; Durkan et al. 2019 for splines.
 * The networks' last layers start at 0, so that every layer starts as the identity.
 * Deviation: after the last layer the fixed maps are undone by the inverse of their product, so that the flow starts
 * as the identity; for a spherical base this is the same family, rotated once.
 * @param dim D ≥ 2
 * @returns parameters layer after layer, each W, b (with U after the first b) of its network, then s if scaled
 * @throws RangeError if a count is out of range or a name unknown
 * @example
 * ```ts
 * import { coupling, rationalQuadraticTransformer } from 'vinf';
 *
 * const transformer = rationalQuadraticTransformer({ bins: 6, bound: 4 });
 * const flow = coupling(3, { transformer, layers: 4, hidden: [32], contextDim: 2 }); // q(x|c), c in the plane
 * console.log(flow.inverseKind, flow.contextDim); // exact 2
 * ```
 */
export function coupling(dim: number, options: CouplingOptions = {}): InvertibleFlow {
  checkCount('dim', dim, 'coupling', 2);
  checkOptions(options, couplingChecks(dim), 'coupling');
  const transformer = transformerOf(options.transformer ?? 'affine');
  const settings = settingsOf(dim, options);
  const layers = couplingLayers(dim, settings, transformer, options);
  const maps = fixedMaps(settings.mixing, dim, settings.layers, settings.split, settings.seed);
  const name = options.name ?? `coupling-${transformer.name}`;
  const sizes = [...layers.flatMap((layer) => layer.net.sizes), settings.scaling ? dim : 0];
  const unpack = (params: tf.Tensor2D) => {
    const pieces = splitColumns(params, sizes);
    const weights = layers.map((layer) => pieces.splice(0, layer.net.sizes.length));
    return { weights, scale: settings.scaling ? pieces[0]! : null };
  };
  const stack: Stack = { layers, maps, transformer };
  return defineFlow<'exact' | 'numeric'>({
    name,
    config: { flow: 'coupling', transformer: configOf(transformer), network: networkOf(layers), ...settings },
    description: { transformer: describedMap(transformer), name, ...(options.conditioner && { network: elsewhere }) },
    dim,
    paramCount: sizes.reduce((sum, size) => sum + size, 0),
    contextDim: settings.contextDim,
    inverseKind: transformer.inverseKind,
    forward: (z, params, context) => forward(stack, unpack(params), z, context),
    inverse: (z, params, context) => inverse(stack, unpack(params), z, context),
    initialParams(seed) {
      const starts = layers.map(({ net }, k) => [...net.initial(seed, `coupling/layer${k}`)]);
      return Float32Array.from([...starts.flat(), ...new Array<number>(settings.scaling ? dim : 0).fill(0)]);
    },
  });
}

/** What is known of the layers' networks; those of somebody's own need not say. */
const networkOf = (layers: readonly Layer[]): PlainObject => layers[0]?.net.config ?? elsewhere;
const elsewhere: PlainObject = { made: 'elsewhere' };

/** One layer: which end conditions the other, and the network between them. */
interface Layer {
  net: Network;
  /** Columns of both ends, in the order of the coordinates. */
  columns: [number, number];
  /** The last columns condition the first. */
  reversed: boolean;
}

interface Stack {
  layers: Layer[];
  maps: FixedMaps | null;
  transformer: ConditionedMap;
}

interface Unpacked {
  weights: tf.Tensor2D[][];
  scale: tf.Tensor2D | null;
}

function settingsOf(dim: number, options: CouplingOptions): Settings {
  const { layers = 4, mixing = 'swap', contextDim = 0, seed = 0, scaling = false } = options;
  const { split = Math.floor(dim / 2) } = options;
  return { layers, mixing, split, contextDim, seed, scaling };
}

function couplingLayers(
  dim: number,
  settings: Settings,
  { paramCount: n }: ConditionedMap,
  options: CouplingOptions,
): Layer[] {
  const { hidden, activation } = options;
  const build: NetworkBuilder =
    options.conditioner ??
    ((inputs, outputs, contextDim) => network(inputs, outputs, { hidden, activation, contextDim }));
  return Array.from({ length: settings.layers }, (_, k) => {
    const reversed = settings.mixing === 'swap' && k % 2 === 1;
    const [first, last] = [settings.split, dim - settings.split];
    const [inputs, changed] = reversed ? [last, first] : [first, last];
    return { net: build(inputs, changed * n, settings.contextDim), columns: [first, last], reversed };
  });
}

function forward(stack: Stack, { weights, scale }: Unpacked, z: tf.Tensor2D, context?: tf.Tensor2D): Transformed {
  const { layers, maps } = stack;
  const logSlopes: tf.Tensor2D[] = [];
  let zk = z;
  layers.forEach((layer, k) => {
    if (maps) zk = matMul(zk, square(maps.before[k]!, z.shape[1]));
    const step = couple(stack, layer, weights[k]!, zk, 'forward', context);
    zk = step.z;
    logSlopes.push(step.logSlope);
  });
  if (maps) zk = matMul(zk, square(maps.after, z.shape[1]));
  const logDet: tf.Tensor1D = tf.sum(tf.concat(logSlopes, 1), 1);
  if (!scale) return { z: zk, logDet };
  return { z: tf.mul(zk, tf.exp(scale)), logDet: tf.add(logDet, tf.sum(scale, 1)) };
}

function inverse(stack: Stack, { weights, scale }: Unpacked, z: tf.Tensor2D, context?: tf.Tensor2D): Transformed {
  const { layers, maps } = stack;
  const dim = z.shape[1];
  const logSlopes: tf.Tensor2D[] = [];
  let zk: tf.Tensor2D = scale ? tf.mul(z, tf.exp(tf.neg(scale))) : z;
  if (maps) zk = matMul(zk, tf.transpose(square(maps.after, dim)));
  for (let k = layers.length - 1; k >= 0; k--) {
    const step = couple(stack, layers[k]!, weights[k]!, zk, 'inverse', context);
    zk = maps ? matMul(step.z, tf.transpose(square(maps.before[k]!, dim))) : step.z;
    logSlopes.push(step.logSlope);
  }
  const logDet: tf.Tensor1D = tf.sum(tf.concat(logSlopes, 1), 1);
  return { z: zk, logDet: scale ? tf.sub(logDet, tf.sum(scale, 1)) : logDet };
}

/** One layer either way: the conditioning half is the same before and after. */
function couple(
  { transformer }: Stack,
  { net, columns, reversed }: Layer,
  weights: tf.Tensor2D[],
  z: tf.Tensor2D,
  direction: 'forward' | 'inverse',
  context?: tf.Tensor2D,
): { z: tf.Tensor2D; logSlope: tf.Tensor2D } {
  const [first, last] = splitColumns(z, columns);
  const [kept, changed] = reversed ? [last, first] : [first, last];
  const numbers = net.apply(kept, weights, context);
  const shaped: tf.Tensor3D = numbers.reshape([-1, changed.shape[1], transformer.paramCount]);
  const out = transformer[direction](changed, shaped);
  return { z: tf.concat(reversed ? [out.z, kept] : [kept, out.z], 1), logSlope: out.logSlope };
}

const square = (matrix: Float32Array, dim: number): tf.Tensor2D => tf.tensor2d(matrix, [dim, dim]);
