import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../engine/backend.js';
import { fileError, writeSafetensors } from '../../files/index.js';
import type { Flow } from '../../flows/flow.js';
import { type FlowParts, flowContents } from './contents.js';
import { type LoadedFlow, type ParseFlowOptions, parseFlow } from './parse.js';

/**
 * Writes a flow to one safetensors file: its parameters, and the description that makes it again (family, dimension,
 * options, seeds), with its base, and what else there is: the standardisation of its data and context, a context where it
 * stays, names of columns, notes. `loadFlow` reads it, in another process too; `parseFlow` in a browser. The file is
 * written whole or not at all.
 * @throws RangeError for a flow that cannot be made again, since it, its transformer or its conditioner is of somebody's
 *   own; for parameters that are not one row of finite numbers, for a base that is not Gaussian, and for standardisations
 *   or names that are not as many as the columns
 * @throws UserError if the file cannot be written
 * @example
 * ```ts
 * import { flowDistribution, planar, saveFlow, standardNormal } from 'vinf';
 *
 * const flow = planar(2, { layers: 8 });
 * await saveFlow('planar.safetensors', { flow, params: flow.initialParams(0) });
 * const q = flowDistribution(standardNormal(2), flow, flow.initialParams(1));
 * await saveFlow('planar.safetensors', q); // or `problem.distribution(weights)` of a training
 * ```
 */
export async function saveFlow(path: string, parts: FlowParts): Promise<void> {
  if (!tf.getBackend()) await useBackend();
  await writeSafetensors(path, flowContents(parts));
}

/**
 * Reads a flow that `saveFlow` has written.
 * @param options with `flow`, the file is refused where it is of another one, and the message says what differs
 * @throws UserError, one line, if the file is missing, damaged, without a description, of a newer version, or of another
 *   flow
 * @example
 * ```ts
 * import { loadFlow, noise, planar, saveFlow } from 'vinf';
 *
 * const flow = planar(2, { layers: 8 });
 * await saveFlow('planar.safetensors', { flow, params: flow.initialParams(0) });
 * const { distribution } = await loadFlow('planar.safetensors'); // in this process or another
 * console.log(distribution().sample(3, noise(0, 'draws')).shape); // [ 3, 2 ]
 * ```
 */
export async function loadFlow<Map extends Flow = Flow>(
  path: string,
  options: Pick<ParseFlowOptions<Map>, 'flow'> = {},
): Promise<LoadedFlow<Map>> {
  const bytes = await readFile(path).catch((error) => {
    throw fileError(error, path, 'read');
  });
  if (!tf.getBackend()) await useBackend();
  return parseFlow(bytes, { ...options, name: path });
}
