import { readFile } from 'node:fs/promises';
import { libraryVersion } from '../environment.js';
import { writeFileAtomic } from './atomic.js';
import { fileError } from './error.js';
import { parseSafetensors, type ReadTensorFile, safetensorsBytes, type TensorFile } from './safetensors-bytes.js';

/** Writes a safetensors file, whole or not at all, with a checksum and the version that wrote it in its metadata. */
export async function writeSafetensors(path: string, file: TensorFile): Promise<void> {
  await writeFileAtomic(path, await safetensorsBytes(file, libraryVersion()));
}

/**
 * Reads a safetensors file, of this library or of another program.
 * @returns its float32 arrays; `others` names the types of those that hold something else
 * @throws UserError, one line, if it is missing, cut short, changed since this library wrote it, or not what its header
 *   says
 * @example
 * ```ts
 * import { planar, readSafetensors, saveFlow } from 'vinf';
 *
 * const flow = planar(2, { layers: 8 });
 * await saveFlow('planar.safetensors', { flow, params: flow.initialParams(0) });
 * const { tensors, metadata } = await readSafetensors('planar.safetensors');
 * console.log(tensors['flow/params'].shape, JSON.parse(metadata.flow).layers); // [ 1, 40 ] 8
 * ```
 */
export async function readSafetensors(path: string): Promise<ReadTensorFile> {
  const file = await readFile(path).catch((error) => {
    throw fileError(error, path, 'read');
  });
  return parseSafetensors(file, path);
}
