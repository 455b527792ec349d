import { pairedByTransport } from '../objectives/index.js';
import type { Arrays } from '../problem/index.js';
import { noise } from '../random/index.js';
import { epochBatches } from '../training/epoch-batches.js';
import type { FitPairing } from './objective.js';
import { gather } from './table.js';

/** Standardised rows as they are fed: `x` [N, D], and `context` [N, C] where there is one. */
export interface Examples {
  readonly count: number;
  readonly x: Float32Array;
  readonly context?: Float32Array;
}

/** Batches of examples with fresh noise on `x`, and `probes` for the flow, a function of the number of the update. */
export function batches(
  { count, x, context }: Examples,
  { batch, seed, jitter, probeDim }: { batch: number; seed: number; jitter: number; probeDim: number },
): (step: number) => Arrays {
  const indices = epochBatches(count, { batch, seed, stream: 'fitFlow/order' });
  const some = (values: Float32Array, at: Uint32Array) => {
    const columns = values.length / count;
    return gather(values, columns, at, new Float32Array(at.length * columns));
  };
  return (t) => {
    const at = indices(t);
    const rows = some(x, at);
    const noisy = () => {
      const e = noise(seed, 'fitFlow/jitter', t).normal(rows.length);
      return rows.map((value, k) => value + jitter * e[k]!);
    };
    return {
      x: jitter > 0 ? noisy() : rows,
      ...(context && { context: some(context, at) }),
      ...(probeDim > 0 && { probes: noise(seed, 'fitFlow/probes', t).normal(batch * probeDim) }),
    };
  };
}

/** The same batches with what flow matching takes besides: noise for each row, in the order of the pairing, and times. */
export function matchingBatches(
  feed: (step: number) => Arrays,
  { batch, dim, seed, pairing }: { batch: number; dim: number; seed: number; pairing: FitPairing },
): (step: number) => Promise<Arrays> {
  return async (t) => {
    const given = feed(t);
    const drawn = noise(seed, 'fitFlow/noise', t).normal(batch * dim);
    const paired = pairing === 'transport' ? await pairedByTransport(drawn, given.x!, dim) : drawn;
    return { ...given, noise: paired, time: noise(seed, 'fitFlow/time', t).uniform(batch) };
  };
}

/** Some of the examples, one after the other. */
export function stretch({ count, x, context }: Examples, start: number, length: number): Arrays {
  const part = (values: Float32Array) => {
    const columns = values.length / count;
    return values.subarray(start * columns, (start + length) * columns);
  };
  return { x: part(x), ...(context && { context: part(context) }) };
}
