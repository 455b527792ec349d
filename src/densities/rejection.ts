import { checkCount, expected } from '../errors.js';
import type { Noise } from '../random/index.js';

export interface RejectionOptions {
  /** Points are proposed uniformly on (−halfWidth, halfWidth)². Default 4. */
  halfWidth?: number;
  /** No smaller than the log-density anywhere; ln 2 does for all four test energies. Default ln 2. */
  logBound?: number;
}

/** How many proposals are drawn at a time. */
const block = 4096;

/**
 * Exact independent draws from a 2-D density on a square, up to a constant: a uniform point x is kept with probability
 * p̃(x)/bound. Simple and slow, a yardstick for samplers. Source: von Neumann 1951.
 * @returns [count] points, a pure function of the noise
 * @throws RangeError where the density exceeds the bound
 */
export function rejectionSamples(
  logDensity: (x1: number, x2: number) => number,
  count: number,
  noise: Noise,
  { halfWidth = 4, logBound = Math.LN2 }: RejectionOptions = {},
): [number, number][] {
  checkCount('count', count, 'rejectionSamples', 0);
  const kept: [number, number][] = [];
  for (let round = 0; kept.length < count; round++) {
    const u = noise.stream(`round ${round}`).uniform(3 * block);
    for (let i = 0; i < 3 * block && kept.length < count; i += 3) {
      const x: [number, number] = [(2 * u[i]! - 1) * halfWidth, (2 * u[i + 1]! - 1) * halfWidth];
      const log = logDensity(...x) - logBound;
      if (log > 1e-12)
        throw new RangeError(
          expected('logBound', `be at least the log-density ${log + logBound} at [${x}]`, logBound, 'rejectionSamples'),
        );
      if (u[i + 2]! < Math.exp(log)) kept.push(x);
    }
  }
  return kept;
}
