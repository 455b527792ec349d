import type { Problem } from '../src/problem/problem.js';
import { batch, hidden, pixels } from './vae.js';

const MiB = 2 ** 20;
const float = 4; // Bytes.

/** Weights, two moments and gradients, in MiB. */
export function stateMiB({ weights }: Problem): number {
  const count = weights.reduce((sum, { shape }) => sum + shape.reduce((size, n) => size * n, 1), 0);
  return (4 * count * float) / MiB;
}

/**
 * What a step of the VAE with K planar layers in D dimensions must keep for its backward pass, with the adjoints, in MiB.
 * Per image: the image; four hidden layers, twice; logits, twice; mean, log std, their factor and z₀, twice;
 * and per layer u, w, b, twice; û and z, twice; t and 1 + wᵀû, twice.
 */
export function activationMiB(D: number, K: number): number {
  const network = pixels + 2 * (4 * hidden + pixels + 4 * D);
  const layer = 2 * (2 * D + 1 + 2 * D + 2);
  return (batch * (network + K * layer) * float) / MiB;
}
