import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { libraryVersion } from '../environment.js';
import { UserError } from '../errors.js';
import { writeFileAtomic } from './atomic.js';
import { checked, parseJson, restoreFromCopy } from './checked.js';
import { fileError } from './error.js';

/** Named float32 arrays with their shapes, and free text about them. */
export interface TensorFile {
  tensors: Record<string, { shape: readonly number[]; values: Float32Array }>;
  metadata: Record<string, string>;
}

const count = z.int().min(0);
const entrySchema = z.object({ dtype: z.string(), shape: z.array(count), data_offsets: z.tuple([count, count]) });
const headerSchema = z.object({ __metadata__: z.record(z.string(), z.string()).optional() }).catchall(entrySchema);
type Entry = z.infer<typeof entrySchema>;

const blank = '0'.repeat(64);
const checksumPattern = /"checksum":"([0-9a-f]{64})"/;

/**
 * Writes a safetensors file: 8 bytes of header length, a JSON header, little-endian float32 data.
 * The header's metadata say which version wrote it (`vinf`), and hold the SHA-256 of the whole file with 64 zeros in its
 * place (`checksum`), so that no damage goes unnoticed.
 */
export async function writeSafetensors(path: string, { tensors, metadata }: TensorFile): Promise<void> {
  let end = 0;
  const entries: Record<string, Entry> = {};
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    const start = end;
    end += values.byteLength;
    entries[name] = { dtype: 'F32', shape: [...shape], data_offsets: [start, end] };
  }
  const own = { vinf: libraryVersion(), checksum: blank };
  const header = JSON.stringify({ __metadata__: { ...metadata, ...own }, ...entries });
  const padded = Buffer.from(header + ' '.repeat((8 - (Buffer.byteLength(header) % 8)) % 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const file = Buffer.concat([length, padded, ...Object.values(tensors).map(({ values }) => bytes(values))]);
  file.write(sha256(file), placeOfChecksum(file, padded.length)!);
  await writeFileAtomic(path, file);
}

/**
 * Reads a safetensors file, of this library or of another program.
 * @returns its float32 arrays; `others` names the types of those that hold something else
 * @throws UserError, one line, if it is missing, cut short, changed since `writeSafetensors` wrote it, or not what its
 *   header says
 */
export async function readSafetensors(path: string): Promise<TensorFile & { others: Record<string, string> }> {
  const file = await readFile(path).catch((error) => {
    throw fileError(error, path, 'read');
  });
  const length = file.length < 8 ? Number.NaN : Number(file.readBigUInt64LE(0));
  if (!(8 + length <= file.length)) throw notWhole(path, `${8 + (length || 0)} bytes or more`, `${file.length} bytes`);
  const header = parseJson(file.toString('utf8', 8, 8 + length), path, restoreFromCopy);
  const { __metadata__: metadata = {}, ...entries } = checked(headerSchema, header, path, restoreFromCopy);
  const data = file.subarray(8 + length);
  checkSum(file, length, metadata, path);
  checkOffsets(Object.entries(entries), data.length, path);
  const others: Record<string, string> = {};
  const tensors: TensorFile['tensors'] = {};
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(entries)) {
    if (dtype === 'F32') tensors[name] = { shape, values: floats(data.subarray(...data_offsets)) };
    else others[name] = dtype;
  }
  return { tensors, metadata, others };
}

/** Two marks say that a file has a checksum, so that damage to one of them does not hide it. */
function checkSum(file: Buffer, headerLength: number, metadata: Record<string, string>, path: string): void {
  const { vinf, checksum, sha256: ofData } = metadata;
  const place = placeOfChecksum(file, headerLength);
  if ((vinf !== undefined || checksum !== undefined) && place === undefined) {
    throw damaged(path, 'a SHA-256 in its header', checksum ?? 'none');
  }
  // Older files hold the SHA-256 of their data alone, as `sha256`.
  const wanted = place === undefined ? ofData : checksum;
  const found = place === undefined ? sha256(file.subarray(8 + headerLength)) : sha256(blanked(file, place));
  if (wanted !== undefined && wanted !== found) throw damaged(path, `SHA-256 ${wanted}`, found);
}

function blanked(file: Buffer, place: number): Buffer {
  const copy = Buffer.from(file);
  copy.write(blank, place);
  return copy;
}

/** Where the digits of the checksum begin in the file; no value of the JSON header can hold the text that marks them. */
function placeOfChecksum(file: Buffer, headerLength: number): number | undefined {
  const found = checksumPattern.exec(file.toString('latin1', 8, 8 + headerLength));
  return found ? 8 + found.index + '"checksum":"'.length : undefined;
}

/** The arrays fill the data one after the other, each as long as its shape says. */
function checkOffsets(entries: readonly [string, Entry][], length: number, path: string): void {
  let end = 0;
  const inOrder = [...entries].sort(([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1]);
  for (const [name, { dtype, shape, data_offsets: offsets }] of inOrder) {
    const size = 4 * shape.reduce((product, n) => product * n, 1);
    if (offsets[0] !== end || offsets[1] < end) {
      throw damaged(path, `the data of ${name} to begin at byte ${end}`, `bytes [${offsets}]`);
    }
    end = offsets[1];
    if (dtype === 'F32' && end - offsets[0] !== size) {
      throw damaged(path, `${size} bytes for ${name} of shape [${shape}]`, `${end - offsets[0]} of them`);
    }
  }
  if (length !== end) throw notWhole(path, `${end} bytes of data`, `${length}`);
}

const notWhole = (path: string, wanted: string, got: string) =>
  new UserError(`${path} is not a whole safetensors file: expected ${wanted}, got ${got}; ${restoreFromCopy}`);
const damaged = (path: string, wanted: string, got: string) =>
  new UserError(`${path} is damaged: expected ${wanted}, got ${got}; ${restoreFromCopy}`);
const bytes = (values: Float32Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
const floats = (data: Buffer) => new Float32Array(new Uint8Array(data).buffer);
