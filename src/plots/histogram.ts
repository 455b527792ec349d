import { expected } from '../errors.js';
import type { Figure } from './figure.js';
import { shortNumbers } from './short-numbers.js';

export interface HistogramOptions {
  /** From the left edge of the first bin to the right edge of the last. */
  range: readonly [number, number];
  /** How many bins of equal width. */
  bins: number;
}

/**
 * Frequency density of numbers in bins of equal width, share of all numbers over width: comparable to a probability
 * density. Numbers outside the range are in no bin and count in the total.
 * @returns centres of the bins and density in each, as `lineChart` wants them
 * @throws RangeError unless the range ascends and there is a bin
 */
export function histogram(values: ArrayLike<number>, { range, bins }: HistogramOptions): { x: number[]; y: number[] } {
  const [low, high] = range;
  if (!(low < high)) throw new RangeError(expected('range', 'ascend', range, 'histogram'));
  if (!(Number.isInteger(bins) && bins > 0)) {
    throw new RangeError(expected('bins', 'be a whole number of at least 1', bins, 'histogram'));
  }
  const width = (high - low) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor((values[i]! - low) / width);
    if (bin >= 0 && bin < bins) counts[bin]! += 1;
  }
  return {
    x: counts.map((_, i) => low + (i + 0.5) * width),
    y: counts.map((count) => count / (width * values.length)),
  };
}

/** A chart of a density with the histogram of samples behind its curves, as grey bars. */
export function withHistogram(
  { data, layout }: Figure,
  samples: ArrayLike<number>,
  options: HistogramOptions & { colour?: string },
): Figure {
  const { colour = '#cccccc' } = options;
  const { x, y } = histogram(samples, options);
  const bars = { type: 'bar', x: shortNumbers(x), y: shortNumbers(y), marker: { color: colour }, showlegend: false };
  return { data: [bars, ...data], layout: { ...layout, bargap: 0 } };
}
