import * as z from 'zod';
import { UserError } from '../errors.js';
import { checked, parseJson, restoreFromCopy } from './checked.js';

/** Named float32 arrays with their shapes, and free text about them. */
export interface TensorFile {
  tensors: Record<string, { shape: readonly number[]; values: Float32Array }>;
  metadata: Record<string, string>;
}

/** What a safetensors file holds; `others` names the types of the arrays that hold something else than float32. */
export type ReadTensorFile = TensorFile & { others: Record<string, string> };

const count = z.int().min(0);
const entrySchema = z.object({ dtype: z.string(), shape: z.array(count), data_offsets: z.tuple([count, count]) });
const headerSchema = z.object({ __metadata__: z.record(z.string(), z.string()).optional() }).catchall(entrySchema);
type Entry = z.infer<typeof entrySchema>;
/** Bytes in memory that is not shared, as `crypto` wants them. */
type Bytes = Uint8Array<ArrayBuffer>;

const blank = '0'.repeat(64);
const checksumPattern = /"checksum":"([0-9a-f]{64})"/;

/**
 * The bytes of a safetensors file: 8 bytes of header length, a JSON header, little-endian float32 data.
 * The header's metadata say which version wrote it (`vinf`), and hold the SHA-256 of the whole file with 64 zeros in its
 * place (`checksum`), so that no damage goes unnoticed.
 */
export async function safetensorsBytes({ tensors, metadata }: TensorFile, version: string): Promise<Bytes> {
  let end = 0;
  const entries: Record<string, Entry> = {};
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    const start = end;
    end += values.byteLength;
    entries[name] = { dtype: 'F32', shape: [...shape], data_offsets: [start, end] };
  }
  const own = { vinf: version, checksum: blank };
  const header = new TextEncoder().encode(JSON.stringify({ __metadata__: { ...metadata, ...own }, ...entries }));
  const headerLength = header.length + ((8 - (header.length % 8)) % 8);
  const file = new Uint8Array(8 + headerLength + end).fill(' '.charCodeAt(0), 8, 8 + headerLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.set(header, 8);
  Object.values(tensors).forEach(({ values }, i) => {
    const [start] = Object.values(entries)[i]!.data_offsets;
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 8 + headerLength + start);
  });
  putText(file, await sha256(file), placeOfChecksum(file, headerLength)!);
  return file;
}

/**
 * Reads the bytes of a safetensors file, of this library or of another program; in a browser too.
 * @param path what complaints call the file
 * @throws UserError, one line, if they are cut short, changed since `safetensorsBytes` made them, or not what their
 *   header says
 */
export async function parseSafetensors(bytes: Uint8Array, path: string): Promise<ReadTensorFile> {
  const file = new Uint8Array(bytes);
  const length = file.length < 8 ? Number.NaN : Number(new DataView(file.buffer).getBigUint64(0, true));
  if (!(8 + length <= file.length)) throw notWhole(path, `${8 + (length || 0)} bytes or more`, `${file.length} bytes`);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(file.subarray(8, 8 + length));
  const header = parseJson(text, path, restoreFromCopy);
  const { __metadata__: metadata = {}, ...entries } = checked(headerSchema, header, path, restoreFromCopy);
  const data = file.subarray(8 + length);
  await checkSum(file, length, metadata, path);
  checkOffsets(Object.entries(entries), data.length, path);
  const others: Record<string, string> = {};
  const tensors: TensorFile['tensors'] = {};
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(entries)) {
    if (dtype === 'F32') tensors[name] = { shape, values: new Float32Array(data.slice(...data_offsets).buffer) };
    else others[name] = dtype;
  }
  return { tensors, metadata, others };
}

/** Two marks say that a file has a checksum, so that damage to one of them does not hide it. Zeros take its place. */
async function checkSum(
  file: Bytes,
  headerLength: number,
  metadata: Record<string, string>,
  path: string,
): Promise<void> {
  const { vinf, checksum, sha256: ofData } = metadata;
  const place = placeOfChecksum(file, headerLength);
  if ((vinf !== undefined || checksum !== undefined) && place === undefined) {
    throw damaged(path, 'a SHA-256 in its header', checksum ?? 'none');
  }
  // Older files hold the SHA-256 of their data alone, as `sha256`.
  const wanted = place === undefined ? ofData : checksum;
  if (wanted === undefined) return;
  if (place !== undefined) putText(file, blank, place);
  const found = await sha256(place === undefined ? file.subarray(8 + headerLength) : file);
  if (wanted !== found) throw damaged(path, `SHA-256 ${wanted}`, found);
}

/** Where the digits of the checksum begin in the file; no value of the JSON header can hold the text that marks them. */
function placeOfChecksum(file: Bytes, headerLength: number): number | undefined {
  const oneByteEach = new TextDecoder('latin1').decode(file.subarray(8, 8 + headerLength));
  const found = checksumPattern.exec(oneByteEach);
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

/** By the interface that Node.js and browsers share. */
async function sha256(data: Bytes): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function putText(file: Bytes, text: string, place: number): void {
  file.set(new TextEncoder().encode(text), place);
}
