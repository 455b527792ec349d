import * as tf from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import type { Values } from '../tensors/values.js';
import { checkCount } from './define.js';

/** Some of a flow's parameters: what messages call them, the numbers, and how many there have to be. */
export type NamedPart = readonly [name: string, numbers: readonly number[], count: number];

/**
 * Parameters in float32, part after part.
 * @throws RangeError for another count of numbers than there has to be, or a number that is not finite in float32
 */
export function joinParts(parts: readonly NamedPart[], where: string): Float32Array {
  for (const [name, numbers, count] of parts) {
    if (numbers.length !== count) throw new RangeError(expected(name, `have ${count} numbers`, numbers.length, where));
    checkEach(name, numbers, 'be finite', (x) => Number.isFinite(Math.fround(x)), where);
  }
  return Float32Array.from(parts.flatMap(([, numbers]) => [...numbers]));
}

/**
 * The same for a stack of layers that have equal parts: each part of all layers, layer after layer.
 * @param partsOf the parts of a layer; `at` says which it is, as in `u of layer 1`
 */
export function joinLayers<Layer>(
  layers: readonly Layer[],
  partsOf: (layer: Layer, at: string) => readonly NamedPart[],
  where: string,
): Float32Array {
  const byLayer = layers.map((layer, k) => partsOf(layer, `of layer ${k + 1}`));
  return joinParts(
    byLayer[0]!.flatMap((_, i) => byLayer.map((parts) => parts[i]!)),
    where,
  );
}

/** A layer, or a list of them, as a list. @throws RangeError if it is empty */
export function listOf<Layer>(layers: Layer | readonly Layer[], where: string): readonly Layer[] {
  const list = [layers].flat() as Layer[];
  checkCount('layers', list.length, where);
  return list;
}

/**
 * What `joinParts` has joined, in parts of the given sizes.
 * @throws RangeError for another count of parameters, or one that is not finite
 */
export function cutParts(params: Values, sizes: readonly number[], where: string): number[][] {
  const numbers = numbersOf(params);
  const count = sizes.reduce((sum, size) => sum + size, 0);
  if (numbers.length !== count) {
    throw new RangeError(expected('`params`', `have ${count} numbers`, numbers.length, where));
  }
  checkEach('`params`', numbers, 'be finite', Number.isFinite, where);
  let start = 0;
  return sizes.map((size) => {
    start += size;
    return numbers.slice(start - size, start);
  });
}

/**
 * What `joinLayers` has joined: the parts of each layer, as many layers as there are.
 * @param sizes of the parts of one layer
 * @throws RangeError unless the parameters make whole layers, at least one, and are finite
 */
export function cutLayers(params: Values, sizes: readonly number[], where: string): number[][][] {
  const each = sizes.reduce((sum, size) => sum + size, 0);
  const { length } = numbersOf(params);
  const K = length / each;
  if (!(Number.isInteger(K) && K > 0)) {
    throw new RangeError(expected('`params`', `make whole layers of ${each} numbers`, length, where));
  }
  const parts = cutParts(
    params,
    sizes.flatMap((size) => new Array<number>(K).fill(size)),
    where,
  );
  return Array.from({ length: K }, (_, k) => sizes.map((_, i) => parts[i * K + k]!));
}

/** @throws RangeError with the first of the numbers for which it does not hold, and its place */
export function checkEach(
  name: string,
  numbers: readonly number[],
  wanted: string,
  holds: (x: number) => boolean,
  where: string,
): void {
  const at = numbers.findIndex((x) => !holds(x));
  if (at >= 0) throw new RangeError(expected(name, wanted, `${numbers[at]} at ${at}`, where));
}

const numbersOf = (values: Values): number[] =>
  Array.from(values instanceof tf.Tensor ? values.dataSync<'float32'>() : values);
