import { libraryVersion } from '../../environment.js';
import { expected, unknownName } from '../../errors.js';
import type { WeightSpec } from '../../problem/problem.js';
import type { FreeGraph } from '../onnx/free-dimension.js';
import type { Value } from '../onnx/graph.js';
import type { Metadata } from '../onnx/metadata.js';

type Texts = Readonly<Record<string, string>>;

/** What is known of a part beside its graph. */
interface Told {
  description?: string | undefined;
  units?: Texts | undefined;
  notes?: Texts | undefined;
  weights: readonly WeightSpec[];
}

/**
 * The metadata of a part's file: `vinf`, its version; `input/x` and `output/logProb`, shapes and units such as
 * `[batch], nats`; `weight/flow/params`, what weights are of, as JSON; and the notes.
 * @throws RangeError for an output with the name of an input, or the unit of what is neither
 */
export function metadataOf(graph: FreeGraph, { description, units = {}, notes, weights }: Told): Metadata {
  const version = libraryVersion();
  const ends = endsOf(graph);
  const names = ends.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new RangeError(expected('outputs', 'have other names than inputs', twice, 'exportOnnx'));
  const unknown = Object.keys(units).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new RangeError(unknownName('input or output', unknown, names));
  const signature = ends.map(({ kind, name, shape }) => {
    return [`${kind}/${name}`, units[name] === undefined ? shape : `${shape}, ${units[name]}`] as const;
  });
  const kinds = weights.flatMap(({ name, of }) => (of ? [[`weight/${name}`, JSON.stringify(of)]] : []));
  return {
    version,
    description: description ?? signature.map((words) => words.join(' ')).join('; '),
    units,
    properties: { vinf: version, ...Object.fromEntries([...signature, ...kinds]), ...notes },
  };
}

/** Inputs and outputs with their shapes, as `[batch, 2]`. */
function endsOf({ graph, dimensions }: FreeGraph) {
  const shapeOf = (value: Value) => `[${(dimensions.get(value) ?? value.shape).join(', ')}]`;
  return [
    ...graph.inputs.map((value) => ({ kind: 'input', name: value.input!, shape: shapeOf(value) })),
    ...[...graph.outputs].map(([name, value]) => ({ kind: 'output', name, shape: shapeOf(value) })),
  ];
}
