import { expected, firstLine, UserError } from '../../errors.js';
import { parseJson, restoreFromCopy } from '../../files/checked.js';
import { parseSafetensors, type ReadTensorFile } from '../../files/safetensors-bytes.js';
import type { Flow } from '../../flows/flow.js';
import { type FlowDistribution, flowDistribution } from '../../flows/flow-distribution.js';
import { flowFrom } from '../../flows/flow-from.js';
import { firstDifference, isObject, type PlainObject, plainText, plainValue } from '../../problem/plain.js';
import type { Values } from '../../tensors/values.js';
import { baseFrom, type GaussianBase } from './base.js';
import { type ColumnNames, checkedNames } from './column-names.js';
import { type FlowParts, flowFormat, notePrefix } from './contents.js';
import { inDataUnits } from './data-units.js';
import { checkedStandardisation, type Standardisations } from './standardisation.js';

/** A flow as a file has it, with all that its densities take. */
export interface LoadedFlow<Map extends Flow = Flow> extends FlowParts {
  readonly flow: Map;
  readonly params: Float32Array;
  readonly base: GaussianBase;
  readonly context: Float32Array | undefined;
  readonly standardisation: Standardisations | undefined;
  readonly columns: ColumnNames | undefined;
  readonly notes: Readonly<Record<string, string>>;
  /**
   * The distribution of base and flow, in the units of the data where these were standardised: x = mean + std·T(z₀).
   * It holds no tensor but the given context. It computes in float32 throughout; for columns whose mean is large beside
   * their spread, `fittedFlow` of what was loaded standardises in float64.
   * @param context C numbers, or a tensor [B | 1, C], only for flows with a context and in units of its own; default the
   *   one of the file
   */
  distribution(context?: Values): FlowDistribution<GaussianBase>;
}

/** How a file is read. */
export interface ParseFlowOptions<Map extends Flow = Flow> {
  /** The flow that the file should be of: it is refused where it is of another, and says what differs. Default any. */
  flow?: Map;
  /** What complaints call the file. Default `the file`. */
  name?: string;
}

/**
 * The flow of a file of `saveFlow`, of its bytes. It needs nothing of Node.js: a page can load what was trained here.
 * @throws UserError, one line, if the bytes are damaged, of another program, of a newer version, or of another flow
 * @example
 * ```ts
 * import { parseFlow } from 'vinf'; // in a page too
 *
 * const response = await fetch('moons.safetensors');
 * const { flow, distribution } = await parseFlow(new Uint8Array(await response.arrayBuffer()));
 * console.log(flow.name, distribution().dim); // planar 2
 * ```
 */
export async function parseFlow<Map extends Flow = Flow>(
  bytes: Uint8Array,
  { name = 'the file', flow }: ParseFlowOptions<Map> = {},
): Promise<LoadedFlow<Map>> {
  const file = await parseSafetensors(bytes, name);
  const description = descriptionOf(file, name);
  try {
    // Without a flow that is wanted, `Map` is `Flow`.
    return partsOf(file, flow ? wanted(flow, description) : (made(description) as Map), name);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new UserError(`${name}: ${firstLine(error)}; it was written by vinf ${file.metadata.vinf ?? '?'}`);
  }
}

function descriptionOf({ metadata }: ReadTensorFile, name: string): PlainObject {
  const { flow, flowFormat: format, vinf } = metadata;
  if (flow === undefined || format === undefined) {
    throw new UserError(`${name} holds no description of a flow; expected a file of saveFlow`);
  }
  if (format !== flowFormat) {
    const got = `got format ${format}, written by vinf ${vinf ?? '?'}; a newer vinf reads it`;
    throw new UserError(`${name}: expected a flow file of format ${flowFormat}, ${got}`);
  }
  parseJson(flow, name, restoreFromCopy);
  const description = plainValue(flow);
  if (isObject(description) && !Array.isArray(description)) return description as PlainObject;
  throw new UserError(`${name}: expected the description of a flow to be an object, got ${flow}`);
}

/** Every option is in the description: one that is not there could have had another default. */
function made(description: PlainObject): Flow {
  const flow = flowFrom(description);
  const odd = firstDifference(plainText(flow.description), plainText(description));
  if (odd) throw new RangeError(`Expected ${odd.place} to be ${odd.one} in the description, got ${odd.other}`);
  return flow;
}

function wanted<Map extends Flow>(flow: Map, description: PlainObject): Map {
  const odd = firstDifference(plainText(flow.description), plainText(description));
  if (odd) throw new RangeError(`Expected a flow whose ${odd.place} is ${odd.one}, got ${odd.other}`);
  return flow;
}

function partsOf<Map extends Flow>(file: ReadTensorFile, flow: Map, name: string): LoadedFlow<Map> {
  const { dim, paramCount, contextDim } = flow;
  checkKnown(file);
  const params = numbers(file, 'flow/params', paramCount);
  const base = baseFrom(file.metadata.base ?? 'none', dim, (part, columns) => numbers(file, `base/${part}`, columns));
  const has = 'context' in file.tensors || 'context' in file.others;
  const saved = has ? numbers(file, 'context', contextDim) : undefined;
  const standardisation = plainPart(file, 'standardisation', name, (given) =>
    checkedStandardisation(given as Partial<Standardisations> | null, flow, flow.name),
  );
  const columns = plainPart(file, 'columns', name, (given) =>
    checkedNames(given as Partial<ColumnNames> | null, flow, flow.name),
  );
  const whole = inDataUnits(flow, params, standardisation);
  return {
    ...{ flow, params, base, standardisation, columns, context: saved, notes: notesOf(file) },
    distribution: (context = saved) => flowDistribution(base, whole.flow, whole.params, context),
  };
}

/** An array that means something to another version would be left out of the density without a word. */
function checkKnown({ tensors, others }: ReadTensorFile): void {
  const names = Object.keys({ ...tensors, ...others });
  const odd = names.find((name) => !(name === 'flow/params' || name === 'context' || name.startsWith('base/')));
  if (odd !== undefined) throw new RangeError(expected('the arrays', 'be flow/params, context and base/…', odd));
}

/** What the metadata keep as JSON; undefined where they have no such part. */
function plainPart<Part>(
  { metadata }: ReadTensorFile,
  part: string,
  name: string,
  checked: (given: unknown) => Part,
): Part | undefined {
  const text = metadata[part];
  return text === undefined ? undefined : checked(parseJson(text, `${name}: ${part}`, restoreFromCopy));
}

/** Numbers of the file, one row of them. */
function numbers({ tensors, others }: ReadTensorFile, name: string, columns: number): Float32Array {
  const found = tensors[name];
  const got = found ? `shape [${found.shape}]` : others[name] ? `numbers of type ${others[name]}` : 'nothing';
  if (String(found?.shape) !== `1,${columns}`)
    throw new RangeError(`Expected ${name} of shape [1,${columns}], got ${got}`);
  const at = found!.values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new RangeError(`Expected ${name} to be finite, got ${found!.values[at]} at ${at}`);
  return found!.values;
}

function notesOf({ metadata }: ReadTensorFile): Record<string, string> {
  const found = Object.entries(metadata).filter(([name]) => name.startsWith(notePrefix));
  return Object.fromEntries(found.map(([name, text]) => [name.slice(notePrefix.length), text]));
}
