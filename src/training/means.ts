import type { Metrics } from '../problem/step.js';

/** Running means of the terms of several steps, in float64; can be written down and taken up again exactly. */
export interface Means {
  add(metrics: Metrics): void;
  /** The means since the last call, which empties them. */
  take(): Record<string, number>;
  /** Everything there is to know, as JSON. */
  save(): string;
}

/** @param saved what `save` returned, to go on from there */
export function means(saved?: string): Means {
  let { count, sums } = saved ? (JSON.parse(saved) as Pending) : empty();
  return {
    add(metrics) {
      count += 1;
      for (const [name, value] of Object.entries(metrics)) sums[name] = (sums[name] ?? 0) + value;
    },
    take() {
      const taken = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / count]));
      ({ count, sums } = empty());
      return taken;
    },
    save: () => JSON.stringify({ count, sums }),
  };
}

interface Pending {
  count: number;
  sums: Record<string, number>;
}

const empty = (): Pending => ({ count: 0, sums: {} });
