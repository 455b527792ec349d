import { type Graph, type Operator, operatorsOf, sameShape, type Value, type Values } from '../onnx/graph.js';

/** What is different in a second graph, in words; undefined where the two are the same to the last bit. */
export function graphDifference(first: Graph, second: Graph): string | undefined {
  const [a, b] = [operatorsOf(first), operatorsOf(second)].map((all) => all.flatMap(withBody)) as [
    Operator[],
    Operator[],
  ];
  const [outputsOfA, outputsOfB] = [first, second].map(({ outputs }) => [...outputs]) as Output[][];
  const places = [placesOf(a), placesOf(b)] as const;
  for (const [i, operator] of a.entries()) {
    const difference = operatorDifference(operator, b[i], places);
    if (difference) return difference;
  }
  if (a.length !== b.length || outputsOfA!.length !== outputsOfB!.length) return otherOperations;
  for (const [i, [name, value]] of outputsOfA!.entries()) {
    const [otherName, other] = outputsOfB![i]!;
    const difference = name === otherName ? valueDifference(value, other, places) : otherOperations;
    if (difference) return difference;
  }
  return undefined;
}

type Output = readonly [string, Value];

/** Where computed values come from: the index of the operator, and which of its outputs. */
type Places = ReadonlyMap<Value, string>;

const otherOperations = 'it consists of other operations when it is called again';

/** A loop after the operators of its body. */
const withBody = (operator: Operator): Operator[] => [...(operator.body?.operators.flatMap(withBody) ?? []), operator];

const placesOf = (operators: readonly Operator[]): Places =>
  new Map(
    operators.flatMap(({ outputs, body }, i) =>
      [...outputs, ...(body?.inputs ?? [])].map((value, j) => [value, `${i}/${j}`] as const),
    ),
  );

function operatorDifference(a: Operator, b: Operator | undefined, places: readonly [Places, Places]) {
  const isSame =
    a.type === b?.type &&
    a.inputs.length === b.inputs.length &&
    JSON.stringify(a.attributes) === JSON.stringify(b.attributes) &&
    a.outputs.every(({ shape, type }, i) => type === b.outputs[i]?.type && sameShape(shape, b.outputs[i].shape));
  if (!isSame) return otherOperations;
  const [first, second] = [a, b].map(({ inputs, body }) => [...inputs, ...(body?.outputs ?? [])]) as [Value[], Value[]];
  for (const [i, value] of first.entries()) {
    const difference = valueDifference(value, second[i]!, places);
    if (difference) return difference;
  }
  return undefined;
}

function valueDifference(a: Value, b: Value, [placesOfA, placesOfB]: readonly [Places, Places]): string | undefined {
  if (!a.constant || !b.constant) {
    const isSame = a.input === b.input && placesOfA.get(a) === placesOfB.get(b) && !a.constant === !b.constant;
    return isSame ? undefined : otherOperations;
  }
  if (a.type !== b.type || !sameShape(a.shape, b.shape)) return otherOperations;
  const changed = sameBits(a.constant, b.constant) ? -1 : firstDifferent(a.constant, b.constant);
  if (changed < 0) return undefined;
  const what = a.constant.length === 1 ? 'a number' : `number ${changed} of a constant of shape [${a.shape}]`;
  return `${what} was ${a.constant[changed]} and is now ${b.constant[changed]}`;
}

function sameBits(a: Values, b: Values): boolean {
  const [p, q] = [bitsOf(a), bitsOf(b)];
  for (let i = 0; i < p.length; i++) if (p[i] !== q[i]) return false;
  return true;
}

const bitsOf = (values: Values): Int32Array | Uint8Array =>
  values instanceof Uint8Array ? values : new Int32Array(values.buffer, values.byteOffset, values.length);

const firstDifferent = (a: Values, b: Values): number => a.findIndex((x, i) => !Object.is(x, b[i]));
