/** Element types that occur in a graph; tfjs has all but int64, which ONNX uses for shapes. */
export type ElementType = 'float32' | 'int32' | 'bool' | 'int64';

/** The numbers of the types in the ONNX format. */
export const elementTypes: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };

/** A setting of an operator; plain numbers are whole. */
export type Attribute = number | readonly number[] | string | { float: number };

/** Row-major numbers of a constant; int64 is kept as plain numbers until it is written. */
export type Values = Float32Array | Int32Array | Uint8Array;

/** One tensor of a graph: an input, a constant, or the output of an operator. */
export interface Value {
  readonly id: number;
  readonly shape: readonly number[];
  readonly type: ElementType;
  /** Name of a graph input. */
  readonly input?: string;
  readonly constant?: Values;
  readonly producer?: Operator;
}

/** One ONNX operator with its operands. */
export interface Operator {
  readonly type: string;
  readonly inputs: readonly Value[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly outputs: Value[];
  /** Of a `Loop`: what is done in each round. */
  readonly body?: Body;
  /** Made where the operator was asked for, for messages; only where a builder was told to. */
  readonly origin?: Error | undefined;
}

/** The inside of a loop, made of values that are carried from round to round and of others from outside. */
export interface Body {
  /** The number of the round and whether it is made, then what is carried into it. */
  readonly inputs: readonly Value[];
  /** Whether another round follows, then what is carried out; computed by `operators`, each of them. */
  readonly outputs: readonly Value[];
  /** Those that depend on the inputs, in order; the others are done once, before the loop. */
  readonly operators: readonly Operator[];
  /** What they take from outside. */
  readonly captured: readonly Value[];
}

/** A finished graph: everything that its outputs need can be reached through `producer`. */
export interface Graph {
  readonly inputs: readonly Value[];
  readonly outputs: ReadonlyMap<string, Value>;
}

/** How many numbers a tensor of a shape has. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, n) => size * n, 1);

export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((n, i) => n === b[i]);

/** What an operator depends on, the values that its body takes from outside included. */
export const operandsOf = ({ inputs, body }: Operator): readonly Value[] =>
  body ? [...inputs, ...body.captured] : inputs;

/** The operators that the outputs need, each after those it depends on; those inside a loop are in its body. */
export const operatorsOf = ({ outputs }: Pick<Graph, 'outputs'>): Operator[] => operatorsFor([...outputs.values()]);

/** The operators that some values need, each after those it depends on. */
export function operatorsFor(values: readonly Value[]): Operator[] {
  const order: Operator[] = [];
  const seen = new Set<Operator>();
  const stack = [...values].reverse().flatMap(({ producer }) => (producer ? [producer] : []));
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const waiting = seen.has(top)
      ? []
      : operandsOf(top).flatMap(({ producer }) => (producer && !seen.has(producer) ? [producer] : []));
    if (waiting.length > 0) {
      stack.push(...waiting.reverse());
      continue;
    }
    stack.pop();
    if (!seen.has(top)) {
      seen.add(top);
      order.push(top);
    }
  }
  return order;
}
