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
  /** Made where the operator was asked for, for messages; only where a builder was told to. */
  readonly origin?: Error | undefined;
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

/** The operators that the outputs need, each after those it depends on. */
export function operatorsOf(graph: Graph): Operator[] {
  const order: Operator[] = [];
  const seen = new Set<Operator>();
  const stack = [...graph.outputs.values()].reverse().flatMap(({ producer }) => (producer ? [producer] : []));
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const waiting = seen.has(top)
      ? []
      : top.inputs.flatMap(({ producer }) => (producer && !seen.has(producer) ? [producer] : []));
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
