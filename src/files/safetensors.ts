import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { writeFileAtomic } from './atomic.js';
import { fileError } from './error.js';

/** Named float32 arrays with their shapes, and free text about them. */
export interface TensorFile {
  tensors: Record<string, { shape: readonly number[]; values: Float32Array }>;
  metadata: Record<string, string>;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * Writes a safetensors file: 8 bytes of header length, a JSON header, little-endian float32 data.
 * The header's metadata holds the SHA-256 of the data, so that a damaged file is noticed.
 */
export async function writeSafetensors(path: string, { tensors, metadata }: TensorFile): Promise<void> {
  let end = 0;
  const entries: Record<string, Entry> = {};
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    const start = end;
    end += values.byteLength;
    entries[name] = { dtype: 'F32', shape: [...shape], data_offsets: [start, end] };
  }
  const data = Buffer.concat(Object.values(tensors).map(({ values }) => bytes(values)));
  const header = JSON.stringify({ __metadata__: { ...metadata, sha256: sha256(data) }, ...entries });
  const padded = Buffer.from(header + ' '.repeat((8 - (Buffer.byteLength(header) % 8)) % 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  await writeFileAtomic(path, Buffer.concat([length, padded, data]));
}

/**
 * Reads a safetensors file of float32 arrays.
 * @throws UserError, one line, if it is missing, cut short, changed since `writeSafetensors` wrote it, or holds other types
 */
export async function readSafetensors(path: string): Promise<TensorFile> {
  const file = await readFile(path).catch((error) => {
    throw fileError(error, path, 'read');
  });
  const { header, data } = split(file, path);
  const { __metadata__: metadata = {}, ...entries } = header;
  const found = sha256(data);
  if (metadata.sha256 !== undefined && metadata.sha256 !== found) {
    throw new UserError(`${path} is damaged: expected SHA-256 ${metadata.sha256} of its data, got ${found}`);
  }
  const tensors = Object.fromEntries(
    Object.entries(entries as Record<string, Entry>).map(([name, { dtype, shape, data_offsets }]) => {
      if (dtype !== 'F32') throw new UserError(`${path}: expected ${name} to hold F32, got ${dtype}`);
      return [name, { shape, values: floats(data.subarray(...data_offsets)) }];
    }),
  );
  return { tensors, metadata };
}

function split(file: Buffer, path: string) {
  const length = file.length < 8 ? Number.NaN : Number(file.readBigUInt64LE(0));
  if (!(8 + length <= file.length)) throw damaged(path, `${8 + (length || 0)} bytes or more`, `${file.length} bytes`);
  const header = parse(file.toString('utf8', 8, 8 + length), path);
  const data = file.subarray(8 + length);
  const { __metadata__: _, ...entries } = header;
  const wanted = Math.max(0, ...Object.values(entries).map((entry) => (entry as Entry).data_offsets[1]));
  if (data.length !== wanted) throw damaged(path, `${wanted} bytes of data`, `${data.length}`);
  return { header, data };
}

function parse(text: string, path: string): { __metadata__?: Record<string, string> } & Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(path, 'a JSON header', 'something else');
  }
}

const damaged = (path: string, wanted: string, got: string) =>
  new UserError(`${path} is not a whole safetensors file: expected ${wanted}, got ${got}`);
const bytes = (values: Float32Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
const floats = (data: Buffer) => new Float32Array(new Uint8Array(data).buffer);
