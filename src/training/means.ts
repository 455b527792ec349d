import { expected, UserError } from '../errors.js';
import { parseJson } from '../files/checked.js';
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

function pendingOf(saved: string): Pending {
  const where = 'The sums of terms in the newest checkpoint';
  const value = parseJson(saved, where);
  if (isPending(value)) return value;
  throw new UserError(expected(where, 'be a count and sums by name', value));
}

/** By hand, as a page that trains would carry all of zod for this. */
function isPending(value: unknown): value is Pending {
  const { count, sums } = (value ?? {}) as Readonly<Record<keyof Pending, unknown>>;
  const isCount = Number.isInteger(count) && (count as number) >= 0;
  if (!isCount || typeof sums !== 'object' || sums === null) return false;
  return Object.values(sums).every((sum) => Number.isFinite(sum));
}

const empty = (): Pending => ({ count: 0, sums: {} });
