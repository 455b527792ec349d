import type { FittedFlow } from '../../fitting/index.js';
import type { Pair } from '../../fitting/prepare.js';
import type { Rows } from '../../fitting/table.js';

/** Rows that are scored at once; more would take memory and save no time. */
const atOnce = 4096;

/** ln q of each row, nats. */
export function logDensities(
  q: FittedFlow,
  { x, context }: Pair,
  onRows: (done: number) => void = () => undefined,
): Float64Array {
  const values = new Float64Array(x.count);
  for (let start = 0; start < x.count; start += atOnce) {
    const logProb = q.logProb(someOf(x, start, atOnce), context && someOf(context, start, atOnce));
    values.set(logProb.dataSync(), start);
    logProb.dispose();
    onRows(Math.min(x.count, start + atOnce));
  }
  return values;
}

/** Rows that follow each other. */
const someOf = ({ values, columns }: Rows, start: number, count: number) => ({
  values: values.subarray(start * columns, (start + count) * columns),
  columns,
});
