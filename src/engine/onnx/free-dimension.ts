import { graphBuilder } from './builder.js';
import { type Merge, mergedValue, refusal } from './free-value.js';
import { type Graph, type Operator, operatorsOf, type Value } from './graph.js';
import { loop } from './loop.js';
import { dimensionOf, sizesThrough } from './size.js';

/** What a function became at one batch size. */
export interface Trace {
  readonly batch: number;
  readonly graph: Graph;
}

/** Shapes of inputs and outputs as a file has them, with names for sizes that are not fixed. */
export type Dimensions = ReadonlyMap<Value, readonly (number | string)[]>;

/** A graph for any batch size; its values have the shapes of the first trace. */
export interface FreeGraph {
  readonly graph: Graph;
  readonly dimensions: Dimensions;
}

/**
 * One graph for any batch size, of the graphs at several. They have to be the same but for sizes, which become operators
 * on the size of an input, and for constants that repeat along the batch, which are expanded to it.
 * @param traces at three batch sizes, as any two points are on a line; an input at least has the batch size
 * @throws TraceError that names the operator where they differ otherwise
 */
export function freeDimension(traces: readonly Trace[]): FreeGraph {
  const merge = mergeInputs(traces);
  mergeOperators(
    merge,
    traces.map(({ graph }) => operatorsOf(graph)),
  );
  const dimensions = new Map<Value, readonly (number | string)[]>();
  const outputs = new Map<string, Value>();
  const declare = (value: Value, values: readonly Value[], what: string): void => {
    const shapes = values.map(({ shape }) => shape);
    const sizes = sizesThrough(merge.batches, shapes);
    if (!sizes) throw refusal({ what }, `has the shapes [${shapes.join('], [')}] for ${merge.batches.join(', ')} rows`);
    dimensions.set(value, sizes.map(dimensionOf));
  };
  for (const [i, value] of merge.g.inputs.entries()) {
    declare(
      value,
      traces.map(({ graph }) => graph.inputs[i]!),
      `input \`${value.input}\``,
    );
  }
  for (const name of traces[0]!.graph.outputs.keys()) {
    const what = `output \`${name}\``;
    const values = traces.map(({ graph }) => graph.outputs.get(name));
    if (!areAll(values)) throw refusal({ what }, `is missing for some of ${merge.batches.join(', ')} rows`);
    outputs.set(name, mergedValue(merge, values, { what }));
    declare(outputs.get(name)!, values, what);
  }
  return { graph: { inputs: merge.g.inputs, outputs }, dimensions };
}

const areAll = <T>(list: readonly (T | undefined)[]): list is readonly T[] => list.every((item) => item !== undefined);

function mergeInputs(traces: readonly Trace[]): Merge {
  const g = graphBuilder();
  const made = new Map<Value, Value>();
  let batch: Value | undefined;
  for (const [i, { input, shape }] of traces[0]!.graph.inputs.entries()) {
    const value = g.input(input!, shape);
    for (const { graph } of traces) made.set(graph.inputs[i]!, value);
    const start = shape.findIndex((n, axis) => n !== traces[1]!.graph.inputs[i]!.shape[axis]);
    if (start < 0) continue;
    [batch] = batch ? [batch] : g.emit('Shape', [value], [{ shape: [1], type: 'int64' }], { start, end: start + 1 });
  }
  return { g, batches: traces.map((trace) => trace.batch), batch: batch!, made };
}

function mergeOperators(merge: Merge, lists: readonly (readonly Operator[])[]): void {
  for (let i = 0; lists.some(({ length }) => i < length); i++) {
    const operators: readonly (Operator | undefined)[] = lists.map((list) => list[i]);
    checkAlike(merge, operators);
    const { type, inputs, outputs, attributes, origin, body } = operators[0]!;
    const operands = inputs.map((_, j) =>
      mergedValue(
        merge,
        operators.map((operator) => operator.inputs[j]!),
        { what: type, origin },
      ),
    );
    const results = body ? mergedLoop(merge, operands, operators) : merge.g.emit(type, operands, outputs, attributes);
    for (const operator of operators) operator.outputs.forEach((value, j) => void merge.made.set(value, results[j]!));
  }
}

function mergedLoop(merge: Merge, [most, , ...start]: readonly Value[], loops: readonly Operator[]): readonly Value[] {
  const bodies = loops.map(({ body }) => body!);
  return loop(merge.g, most!, start, (state) => {
    for (const { inputs } of bodies) inputs.slice(2).forEach((value, j) => void merge.made.set(value, state[j]!));
    mergeOperators(
      merge,
      bodies.map(({ operators }) => operators),
    );
    const [again, ...next] = bodies[0]!.outputs.map((_, j) =>
      mergedValue(
        merge,
        bodies.map(({ outputs }) => outputs[j]!),
        { what: 'Loop', origin: loops[0]!.origin },
      ),
    );
    return { again: again!, state: next };
  });
}

/** @throws TraceError unless these are the same operator with the same settings and as many operands and results */
function checkAlike(
  { batches }: Merge,
  operators: readonly (Operator | undefined)[],
): asserts operators is readonly Operator[] {
  const [first, ...others] = operators.map(inWords);
  const other = others.findIndex((words) => words !== first);
  if (other < 0) return;
  throw refusal(
    { what: first!, origin: operators[0]?.origin },
    `for ${batches[0]} rows is ${others[other]} for ${batches[other + 1]}`,
  );
}

const inWords = (operator: Operator | undefined): string => {
  if (!operator) return 'nothing';
  const { type, inputs, outputs, attributes } = operator;
  return `${type} of ${inputs.length} operands with ${outputs.length} results and ${JSON.stringify(attributes)}`;
};
