import { type Builder, graphBuilder } from './builder.js';
import { type Graph, type Operator, operandsOf, operatorsOf, sameShape, sizeOf, type Value } from './graph.js';
import { loop } from './loop.js';

/** Merges operators that ONNX Runtime runs faster as one; the result between them must have no other use. */
export function fuse(graph: Graph): Graph {
  const uses = countUses(graph);
  let origin: Error | undefined;
  const g = graphBuilder(() => origin);
  const made = new Map<Value, Value>(graph.inputs.map((value) => [value, g.input(value.input!, value.shape)]));
  const get = (value: Value): Value => {
    if (!made.has(value)) made.set(value, g.constant(value.shape, value.type, value.constant!));
    return made.get(value)!;
  };
  const rebuild = (operator: Operator) => {
    origin = operator.origin;
    const operands = operator.inputs.map((value) => ({ value: get(value), isOnlyUse: uses.get(value) === 1 }));
    const outputs = looped(operator) ?? fused(g, operator, operands) ?? copied(g, operator, operands);
    operator.outputs.forEach((value, i) => void made.set(value, outputs[i]!));
  };
  const looped = ({ inputs: [most, , ...start], body }: Operator) =>
    body &&
    loop(g, get(most!), start.map(get), (state) => {
      body.inputs.slice(2).forEach((value, i) => void made.set(value, state[i]!));
      body.operators.forEach(rebuild);
      const [again, ...next] = body.outputs.map(get);
      return { again: again!, state: next };
    });
  operatorsOf(graph).forEach(rebuild);
  return { inputs: g.inputs, outputs: new Map([...graph.outputs].map(([name, value]) => [name, get(value)])) };
}

function countUses(graph: Graph): Map<Value, number> {
  const uses = new Map<Value, number>();
  const usedBy = (operator: Operator): readonly Value[] => {
    const { operators = [], outputs = [] } = operator.body ?? {};
    return [...operandsOf(operator), ...operators.flatMap(usedBy), ...outputs];
  };
  const used = [...operatorsOf(graph).flatMap(usedBy), ...graph.outputs.values()];
  for (const value of used) uses.set(value, (uses.get(value) ?? 0) + 1);
  return uses;
}

/** An operand in the new graph, and whether it was used once in the old one. */
interface Operand {
  value: Value;
  isOnlyUse: boolean;
}

const copied = (g: Builder, { type, outputs, attributes }: Operator, operands: readonly Operand[]): readonly Value[] =>
  g.emit(
    type,
    operands.map(({ value }) => value),
    outputs.map(({ shape, type: element }) => ({ shape, type: element })),
    attributes,
  );

function fused(g: Builder, { type, outputs }: Operator, operands: readonly Operand[]): readonly Value[] | undefined {
  const result = outputs[0]!;
  if (type === 'Reshape') return withKeptAxes(g, operands[0]!, result);
  if (type === 'Add') return withBias(g, operands, result) ?? singlePass(g, operands, result);
  return undefined;
}

/** The operator that made an operand, if nothing else needs the result. */
const soleProducer = ({ value, isOnlyUse }: Operand): Operator | undefined => (isOnlyUse ? value.producer : undefined);

/** A reduction and a reshape that puts the reduced axes back with length 1. */
function withKeptAxes(g: Builder, operand: Operand, { shape, type }: Value): readonly Value[] | undefined {
  const inner = soleProducer(operand);
  if (!inner?.type.startsWith('Reduce')) return undefined;
  const [x, axes] = inner.inputs as [Value, Value];
  const kept = x.shape.map((n, i) => (axes.constant!.includes(i) ? 1 : n));
  if (!sameShape(kept, shape)) return undefined;
  return g.emit(inner.type, inner.inputs, [{ shape, type }], { ...inner.attributes, keepdims: 1 });
}

/** A matrix product and the addition of a bias, or of another product. */
function withBias(g: Builder, operands: readonly Operand[], { shape, type }: Value): readonly Value[] | undefined {
  for (const [product, bias] of [operands, [...operands].reverse()] as [Operand, Operand][]) {
    const gemm = soleProducer(product);
    if (gemm?.type !== 'Gemm' || gemm.inputs.length > 2 || !sameShape(product.value.shape, shape)) continue;
    const isRow = bias.value.shape.every((n, i, { length }) => n === 1 || n === shape[i + 2 - length]);
    if (isRow) return g.emit('Gemm', [...gemm.inputs, bias.value], [{ shape, type }], gemm.attributes);
  }
  return undefined;
}

/** Below this size, in numbers, a sum in a single pass gains nothing. */
const largeSum = 16384;

/** Additions of several large tensors of one shape. */
function singlePass(g: Builder, operands: readonly Operand[], { shape, type }: Value): readonly Value[] | undefined {
  const terms = operands.flatMap((operand) => {
    const inner = soleProducer(operand);
    return inner?.type === 'Add' || inner?.type === 'Sum' ? inner.inputs : [operand.value];
  });
  const fits = terms.length > 2 && type === 'float32' && sizeOf(shape) >= largeSum;
  return fits && terms.every((term) => sameShape(term.shape, shape))
    ? g.emit('Sum', terms, [{ shape, type }])
    : undefined;
}
