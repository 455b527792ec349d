import * as tf from '@tensorflow/tfjs';
import type { Density } from '../../densities/density.js';
import { standardNormal } from '../../densities/diagonal-gaussian.js';
import { expected, firstLine } from '../../errors.js';
import type { TensorFile } from '../../files/safetensors-bytes.js';
import type { Flow } from '../../flows/flow.js';
import { flowFrom } from '../../flows/flow-from.js';
import { firstDifference, type PlainObject, plainText, plainValue } from '../../problem/plain.js';
import { noise } from '../../random/index.js';
import type { Values } from '../../tensors/values.js';
import { baseParts } from './base.js';
import { type ColumnNames, checkedNames } from './column-names.js';
import { checkedStandardisation, type Standardisations } from './standardisation.js';

/** Number of the format: files of a higher one are refused. */
export const flowFormat = '1';

/** Before the name of a note, in the metadata of a file. */
export const notePrefix = 'note/';

/** What a flow file holds; a `FlowDistribution` is such parts, and so is what `fitFlow` returns. */
export interface FlowParts {
  readonly flow: Flow;
  /** P numbers, or a tensor [P] or [1, P] */
  readonly params: Values;
  /** A diagonal or a full Gaussian. Default the standard normal density. */
  readonly base?: Density | undefined;
  /** C numbers, or a tensor [1, C], in units of its own: where the flow is to stay at one context. Kept in float32. Default none. */
  readonly context?: Values | undefined;
  /** Of data and context, kept in float64. Default none. */
  readonly standardisation?: Standardisations | undefined;
  /** What the columns of data and context are called. Default none. */
  readonly columns?: ColumnNames | undefined;
  /** Free text by name, such as where the data are from. Default none. */
  readonly notes?: Readonly<Record<string, string>> | undefined;
}

/** Parts as tensors and metadata. @throws RangeError for parts that cannot be kept, or that do not fit each other */
export function flowContents(parts: FlowParts): TensorFile {
  const { flow, params, base = standardNormal(flow.dim), context, notes = {} } = parts;
  if (base.dim !== flow.dim)
    throw new RangeError(expected('the base', `have dimension ${flow.dim}`, base.dim, flow.name));
  const tensors = { 'flow/params': row('`params`', params, flow.paramCount, flow) };
  const add = (name: string, values: Values, columns: number) =>
    Object.assign(tensors, { [name]: row(`\`${name}\``, values, columns, flow) });
  for (const [name, part] of Object.entries(baseParts(base))) add(`base/${name}`, part.values, part.columns);
  if (context) add('context', context, flow.contextDim);
  const plain = plainParts(parts);
  checkMadeAgain(flow, tensors['flow/params'].values);
  const description = plainText(flow.description);
  const named = Object.entries(notes).map(([name, text]) => [`${notePrefix}${name}`, text]);
  const metadata = { flowFormat, flow: description, base: base.name, ...plain, ...Object.fromEntries(named) };
  return { tensors, metadata };
}

/** Standardisation and names of columns as JSON: it keeps float64, which the arrays of the file would round. */
function plainParts({ flow, standardisation, columns }: FlowParts): Record<string, string> {
  return {
    ...(standardisation && {
      standardisation: JSON.stringify(checkedStandardisation(standardisation, flow, flow.name)),
    }),
    ...(columns && { columns: JSON.stringify(checkedNames(columns, flow, flow.name)) }),
  };
}

/** One row of finite numbers. */
function row(what: string, values: Values, columns: number, { name }: Flow): TensorFile['tensors'][string] {
  const rows = values instanceof tf.Tensor && values.rank > 1 ? values.size / values.shape.at(-1)! : 1;
  const size = values instanceof tf.Tensor ? values.size : values.length;
  if (size !== columns || (size > 0 && rows !== 1)) {
    const got = values instanceof tf.Tensor ? `shape [${values.shape}]` : `${size} numbers`;
    throw new RangeError(expected(what, `be one row of ${columns} numbers`, got, name));
  }
  const numbers = Float32Array.from(values instanceof tf.Tensor ? values.dataSync() : values);
  const at = numbers.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new RangeError(expected(what, 'be finite', `${numbers[at]} at ${at}`, name));
  return { shape: [1, columns], values: numbers };
}

/** A flow of somebody's own can have a name or a part that is not known, or one of another map. */
function checkMadeAgain(flow: Flow, params: Float32Array): void {
  const complain = (why: string) =>
    new RangeError(`Flow ${flow.name} cannot be made again, and so not be saved: ${why}`);
  let twin: Flow;
  try {
    twin = flowFrom(plainValue(plainText(flow.description)) as PlainObject); // As the file will have it.
  } catch (error) {
    throw complain(firstLine(error));
  }
  const odd = firstDifference(plainText(flow.description), plainText(twin.description));
  if (odd) throw complain(expected(odd.place, `be ${odd.other}`, odd.one, 'its description'));
  const same = twin.paramCount === flow.paramCount && twin.contextDim === flow.contextDim;
  if (!same || !sameMap(flow, twin, params)) {
    throw complain(`the flow of its description, ${twin.name}, is another map; give yours another name`);
  }
}

/** Whether two flows take three points to the same ones, where they are defined. */
function sameMap(one: Flow, other: Flow, params: Float32Array): boolean {
  const count = 3;
  const tensorOf = (name: string, columns: number): tf.Tensor2D =>
    tf.tensor2d(noise(0, `flow-file/${name}`).uniform(count * columns), [count, columns]);
  const mapped = ({ forward, dim, paramCount, contextDim }: Flow) => {
    const context = contextDim > 0 ? tensorOf('context', contextDim) : undefined;
    const { z, logDet } = forward(tensorOf('z', dim), tf.tensor2d(params, [1, paramCount]), context);
    return [...z.dataSync(), ...logDet.dataSync()];
  };
  const [a, b] = tf.tidy(() => [mapped(one), mapped(other)] as const);
  return a.every((x, i) => Object.is(x, b[i]) || Math.abs(x - b[i]!) <= 1e-5 * Math.max(1, Math.abs(x)));
}
