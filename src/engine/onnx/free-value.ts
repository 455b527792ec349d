import { callerLine, TraceError } from '../trace/trace-error.js';
import type { Builder } from './builder.js';
import { binary } from './elementwise.js';
import { sameShape, type Value } from './graph.js';
import { repetition, sameNumbers } from './repetition.js';
import { type Size, sizesThrough } from './size.js';

/** What is known while the traces of a function at several batch sizes become one graph. */
export interface Merge {
  readonly g: Builder;
  /** Of the traces. */
  readonly batches: readonly number[];
  /** When the graph runs, int64 [1]. */
  readonly batch: Value;
  /** What inputs and results of each trace have become. */
  readonly made: Map<Value, Value>;
}

/** What needs a value: an operator or an output by its name, and the call that it comes from. */
export interface User {
  readonly what: string;
  readonly origin?: Error | undefined;
}

/** Why a batch size cannot be free. */
export const refusal = ({ what, origin }: User, why: string): TraceError =>
  cannotFree(`${what} ${why}${origin ? `, called at ${callerLine(origin)}` : ''}`);

export const cannotFree = (why: string): TraceError =>
  new TraceError(`Cannot free the batch size: ${why}; the option \`batch\` fixes it`);

/**
 * The value for any batch size of those that stand at one place of all traces.
 * @throws TraceError where they are results of different operators, or constants that differ in more than sizes
 */
export function mergedValue(merge: Merge, values: readonly Value[], user: User): Value {
  if (values.every(({ constant }) => constant)) return mergedConstant(merge, values, user);
  const results = new Set(values.map((value) => merge.made.get(value)));
  const [result] = results;
  if (results.size === 1 && result) return result;
  throw refusal(
    user,
    `takes another result for ${merge.batches[0]} rows than for ${merge.batches.slice(1).join(' or ')}`,
  );
}

function mergedConstant(merge: Merge, values: readonly Value[], user: User): Value {
  const { shape, type, constant } = values[0]!;
  const other = values.findIndex((one) => !sameShape(one.shape, shape) || !sameNumbers(one.constant!, constant!));
  if (other < 0) return merge.g.constant(shape, type, constant!);
  // Compiled code has integers of 64 bits as sizes only.
  const value = type === 'int64' ? mergedSizes(merge, values, user) : expanded(merge, values);
  if (value) return value;
  throw refusal(user, difference(values[0]!, values[other]!, [merge.batches[0]!, merge.batches[other]!]));
}

function mergedSizes(merge: Merge, values: readonly Value[], { what }: User): Value | undefined {
  const sizes = sizesThrough(
    merge.batches,
    values.map(({ constant }) => [...constant!]),
  );
  if (what !== 'Reshape' || !sizes) return sizes && computed(merge, sizes);
  const free = sizes.filter(({ slope }) => slope !== 0);
  const isInferred = free.length === 1 && sizes.every(({ slope, base }) => slope !== 0 || base !== 0);
  if (!isInferred) return computed(merge, sizes);
  return merge.g.constant(
    [sizes.length],
    'int64',
    sizes.map(({ slope, base }) => (slope === 0 ? base : -1)),
  );
}

/** Sizes when the graph runs, int64 [N]: slope·B + base. */
function computed({ g, batch }: Merge, sizes: readonly Size[]): Value {
  const vector = (numbers: readonly number[]) => g.constant([numbers.length], 'int64', numbers);
  const multiples = binary(g, 'Mul', batch, vector(sizes.map(({ slope }) => slope)));
  return binary(g, 'Add', multiples, vector(sizes.map(({ base }) => base)));
}

/** What constants repeat along the axes along which their lengths differ, repeated as the batch asks for it. */
function expanded(merge: Merge, values: readonly Value[]): Value | undefined {
  const { shape, type } = values[0]!;
  const target = sizesThrough(
    merge.batches,
    values.map((value) => value.shape),
  );
  if (!target?.some(({ slope }) => slope !== 0)) return undefined;
  const kept = target.map(({ slope, base }) => (slope === 0 ? base : 1));
  const [slice, ...others] = values.map((value) => repetition(value, kept));
  if (!slice || !others.every((other) => other && sameNumbers(slice, other))) return undefined;
  return merge.g.emit('Expand', [merge.g.constant(kept, type, slice), computed(merge, target)], [{ shape, type }])[0]!;
}

function difference(a: Value, b: Value, [batch, other]: readonly [number, number]): string {
  const [first, second] = [inWords(a), inWords(b)];
  return first === second
    ? `takes ${first} with other numbers for ${batch} rows than for ${other}`
    : `takes ${first} for ${batch} rows and ${second} for ${other}`;
}

function inWords({ shape, type, constant }: Value): string {
  const numbers = constant!;
  if (type === 'int64') return numbers.length <= 8 ? `sizes [${numbers}]` : `${numbers.length} sizes`;
  return numbers.length === 1 ? `the number ${numbers[0]}` : `a constant of shape [${shape}]`;
}
