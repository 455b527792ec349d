import { type MeanEstimate, meanEstimate } from '../../objectives/index.js';

/** Points of D numbers each, one after the other. */
type Points = Float32Array;

/**
 * Energy distance, 2 E‖X − Y‖ − E‖X − X′‖ − E‖Y − Y′‖: 0 for equal distributions and only for those.
 * Unbiased (pairs of a point with itself are left out), so an estimate can fall below 0.
 * Source: Székely & Rizzo 2013.
 */
export function energyDistance(a: Points, b: Points, dim: number): number {
  return 2 * meanDistance(a, b, dim) - meanDistanceWithin(a, dim) - meanDistanceWithin(b, dim);
}

/**
 * The same on disjoint blocks of both sets: its mean over blocks with a standard error.
 * @param size points per block; those that fill no block are left out
 */
export function blockedEnergyDistance(a: Points, b: Points, dim: number, size: number): MeanEstimate {
  const blocks = Math.floor(Math.min(a.length, b.length) / dim / size);
  const block = (points: Points, i: number) => points.subarray(i * size * dim, (i + 1) * size * dim);
  return meanEstimate(Array.from({ length: blocks }, (_, i) => energyDistance(block(a, i), block(b, i), dim)));
}

function meanDistance(a: Points, b: Points, dim: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += dim) for (let j = 0; j < b.length; j += dim) sum += distance(a, i, b, j, dim);
  return sum / ((a.length / dim) * (b.length / dim));
}

function meanDistanceWithin(a: Points, dim: number): number {
  const count = a.length / dim;
  let sum = 0;
  for (let i = 0; i < a.length; i += dim) for (let j = 0; j < i; j += dim) sum += distance(a, i, a, j, dim);
  return (2 * sum) / (count * (count - 1));
}

function distance(a: Points, i: number, b: Points, j: number, dim: number): number {
  let square = 0;
  for (let d = 0; d < dim; d++) square += (a[i + d]! - b[j + d]!) ** 2;
  return Math.sqrt(square);
}
