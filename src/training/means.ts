import { z } from 'zod';
import { checked, parseJson } from '../files/checked.js';
import type { Metrics } from '../problem/step.js';

/** Running means of the terms of several steps, in float64; can be written down and taken up again exactly. */
export interface Means {
  add(metrics: Metrics): void;
  /** The means since the last call, which empties them. */
  take(): Record<string, number>;
  /** Everything there is to know, as JSON. */
  save(): string;
}

/** @param saved what `save` returned, to go on from there @throws UserError if it is not that */
export function means(saved?: string): Means {
  let { count, sums } = saved ? pendingOf(saved) : empty();
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

const pendingSchema: z.ZodType<Pending> = z.object({ count: z.int().min(0), sums: z.record(z.string(), z.number()) });

function pendingOf(saved: string): Pending {
  const where = 'The sums of terms in the newest checkpoint';
  return checked(pendingSchema, parseJson(saved, where), where);
}

const empty = (): Pending => ({ count: 0, sums: {} });
