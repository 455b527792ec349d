import type { Dimensions } from './free-dimension.js';
import {
  type Attribute,
  type Body,
  elementTypes,
  type Graph,
  type Operator,
  operandsOf,
  operatorsOf,
  type Value,
} from './graph.js';
import type { Metadata } from './metadata.js';
import { encodeProto } from './proto.js';

/** ONNX 1.13: the first operator set in which all reductions and splits take their sizes as inputs. */
const operatorSet = 18;
const formatVersion = 8;

export interface EncodeOptions {
  metadata?: Metadata;
  /** Shapes of inputs and outputs that have sizes by name; the others have those of their values. */
  dimensions?: Dimensions;
  /** Name of one more output, before all others: an empty sequence. */
  emptySequence?: string;
  /** A split into more parts than this is written as one slice per part. Default: no limit. */
  mostParts?: number;
  /** A sum of several tensors is written as additions of two. Default false. */
  addPairs?: boolean;
}

/** Writes a graph as an ONNX model; only the standard's own operators occur in it. */
export function encodeModel(
  graph: Graph,
  { metadata, dimensions = new Map(), emptySequence, mostParts = Infinity, addPairs = false }: EncodeOptions = {},
): Uint8Array {
  const operators = operatorsOf(graph);
  const names = publicNames(graph);
  const nameOf = (value: Value) => names.get(value) ?? `_${value.id}`;
  const all = operators.flatMap(withBody);
  const operands = all.flatMap((operator) =>
    operandsOf(operator).slice(0, isSplit(operator, mostParts) ? 1 : undefined),
  );
  const nodes = (operator: Operator): object[] => {
    if (isSplit(operator, mostParts)) return slices(operator, nameOf);
    if (addPairs && operator.type === 'Sum') return additions(operator, nameOf);
    const { body } = operator;
    return [node(operator, nameOf, body ? [bodyAttribute(body, body.operators.flatMap(nodes), nameOf)] : [])];
  };
  const constants = new Set([...operands, ...graph.outputs.values()]);
  const extra = emptySequence === undefined ? { nodes: [], outputs: [] } : sequence(emptySequence);
  const declared = (name: string, value: Value) => valueInfo(name, value, dimensions.get(value), metadata?.units[name]);
  return encodeProto({
    ir_version: formatVersion,
    producer_name: 'vinf',
    opset_import: [{ domain: '', version: operatorSet }],
    ...(metadata ? described(metadata) : {}),
    graph: {
      name: 'vinf',
      node: [...operators.flatMap(nodes), ...copies(graph, nameOf), ...extra.nodes],
      initializer: [...constants].filter(({ constant }) => constant).map((value) => tensor(value, nameOf(value))),
      input: graph.inputs.map((value) => declared(value.input!, value)),
      output: [...extra.outputs, ...[...graph.outputs].map(([name, value]) => declared(name, value))],
    },
  });
}

const sequence = (name: string) => ({
  nodes: [{ op_type: 'SequenceEmpty', output: [name] }],
  outputs: [{ name, type: { sequence_type: { elem_type: { tensor_type: { elem_type: elementTypes.float32 } } } } }],
});

/** Inputs have their own names, and computed values that of the first output they are. */
function publicNames({ inputs, outputs }: Graph): Map<Value, string> {
  const names = new Map(inputs.map((value) => [value, value.input!]));
  for (const [name, value] of outputs) if (value.producer && !names.has(value)) names.set(value, name);
  return names;
}

/** An output that is an input, a constant, or an output already, is a copy. */
function copies({ outputs }: Graph, nameOf: (value: Value) => string): object[] {
  const renamed = [...outputs].filter(([name, value]) => nameOf(value) !== name);
  return renamed.map(([name, value]) => ({ op_type: 'Identity', input: [nameOf(value)], output: [name] }));
}

const isSplit = ({ type, outputs }: Operator, most: number) => type === 'Split' && outputs.length > most;

/** The parts of a split, each cut out by itself. */
function slices({ inputs, outputs, attributes }: Operator, nameOf: (value: Value) => string): object[] {
  const axis = attributes.axis as number;
  let end = 0;
  return outputs.flatMap((part) => {
    const start = end;
    end += part.shape[axis]!;
    const bounds = Object.entries({ start, end, axis }).map(([word, n]) => ({ name: `${nameOf(part)}_${word}`, n }));
    const constants = bounds.map(({ name, n }) => ({
      op_type: 'Constant',
      output: [name],
      attribute: [attribute('value_ints', [n])],
    }));
    const input = [nameOf(inputs[0]!), ...bounds.map(({ name }) => name)];
    return [...constants, { op_type: 'Slice', input, output: [nameOf(part)] }];
  });
}

/** a + b + c + … as additions of two, from the first term to the last. */
function additions({ inputs, outputs }: Operator, nameOf: (value: Value) => string): object[] {
  const [first, ...others] = inputs.map(nameOf);
  const result = nameOf(outputs[0]!);
  const sumOf = (i: number) => (i === others.length - 1 ? result : `${result}_sum${i}`);
  return others.map((term, i) => ({
    op_type: 'Add',
    input: [i === 0 ? first! : sumOf(i - 1), term],
    output: [sumOf(i)],
  }));
}

/** An operator and those inside it. */
const withBody = (operator: Operator): Operator[] => [operator, ...(operator.body?.operators.flatMap(withBody) ?? [])];

const node = (
  { type, inputs, outputs, attributes }: Operator,
  nameOf: (value: Value) => string,
  more: readonly object[],
): object => ({
  op_type: type,
  input: inputs.map(nameOf),
  output: outputs.map(nameOf),
  attribute: [...Object.entries(attributes).map(([name, value]) => attribute(name, value)), ...more],
});

/** What a loop takes from outside it finds there by its name. Sizes are left open, since a batch may have any. */
const bodyAttribute = ({ inputs, outputs }: Body, nodes: object[], nameOf: (value: Value) => string): object => ({
  name: 'body',
  type: 5,
  g: {
    name: 'body',
    node: nodes,
    input: inputs.map((value) =>
      valueInfo(
        nameOf(value),
        value,
        value.shape.map(() => undefined),
      ),
    ),
    output: outputs.map((value) =>
      valueInfo(
        nameOf(value),
        value,
        value.shape.map(() => undefined),
      ),
    ),
  },
});

function attribute(name: string, value: Attribute): object {
  if (typeof value === 'number') return { name, type: 2, i: value };
  if (typeof value === 'string') return { name, type: 3, s: new TextEncoder().encode(value) };
  if (Array.isArray(value)) return { name, type: 7, ints: value };
  return { name, type: 1, f: (value as { float: number }).float };
}

const tensor = (value: Value, name: string): object => ({
  name,
  dims: value.shape,
  data_type: elementTypes[value.type],
  raw_data: rawBytes(value),
});

function rawBytes({ type, constant }: Value): Uint8Array {
  const values = type === 'int64' ? BigInt64Array.from(constant!, BigInt) : constant!;
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

const valueInfo = (
  name: string,
  { type, shape }: Value,
  sizes: readonly (number | string | undefined)[] = shape,
  unit?: string | undefined,
): object => ({
  name,
  type: { tensor_type: { elem_type: elementTypes[type], shape: { dim: sizes.map(dimension) } } },
  doc_string: unit,
});

const dimension = (size: number | string | undefined): object => {
  if (size === undefined) return {};
  return typeof size === 'number' ? { dim_value: size } : { dim_param: size };
};

const described = ({ version, description, properties }: Metadata): object => ({
  producer_version: version,
  doc_string: description,
  metadata_props: Object.entries(properties).map(([key, value]) => ({ key, value })),
});
