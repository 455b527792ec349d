type Scalar = 'int' | 'float' | 'text' | 'bytes';

/** The fields of a message by name, in the order of their numbers. */
interface Message {
  readonly [field: string]: readonly [number: number, kind: Scalar | (() => Message)];
}

// The messages of the ONNX format that a graph of float32, int and bool tensors needs, with the numbers of the standard.
const dimension: Message = { dim_value: [1, 'int'], dim_param: [2, 'text'] }; // One of the two, even if it is 0.
const shape: Message = { dim: [1, () => dimension] };
const tensorType: Message = { elem_type: [1, 'int'], shape: [2, () => shape] };
const sequenceType: Message = { elem_type: [1, () => type] };
const type: Message = { tensor_type: [1, () => tensorType], sequence_type: [4, () => sequenceType] };
const valueInfo: Message = { name: [1, 'text'], type: [2, () => type], doc_string: [3, 'text'] };
const tensor: Message = { dims: [1, 'int'], data_type: [2, 'int'], name: [8, 'text'], raw_data: [9, 'bytes'] };
const attribute: Message = {
  ...{ name: [1, 'text'], f: [2, 'float'], i: [3, 'int'], s: [4, 'bytes'], g: [6, () => graph] },
  ...{ floats: [7, 'float'], ints: [8, 'int'], type: [20, 'int'] },
};
const node: Message = {
  ...{ input: [1, 'text'], output: [2, 'text'], name: [3, 'text'], op_type: [4, 'text'] },
  ...{ attribute: [5, () => attribute], domain: [7, 'text'] },
};
const graph: Message = {
  ...{ node: [1, () => node], name: [2, 'text'], initializer: [5, () => tensor] },
  ...{ input: [11, () => valueInfo], output: [12, () => valueInfo] },
};
const operatorSet: Message = { domain: [1, 'text'], version: [2, 'int'] };
const stringEntry: Message = { key: [1, 'text'], value: [2, 'text'] };
const model: Message = {
  ...{ ir_version: [1, 'int'], producer_name: [2, 'text'], producer_version: [3, 'text'], doc_string: [6, 'text'] },
  ...{ graph: [7, () => graph], opset_import: [8, () => operatorSet], metadata_props: [14, () => stringEntry] },
};

/**
 * Serialises an ONNX model given as plain objects, with lists where a field is repeated.
 * Source: Protocol Buffers, "Encoding", with repeated numbers packed.
 */
export function encodeProto(message: object): Uint8Array {
  const out = { bytes: new Uint8Array(2 ** 16), length: 0 };
  writeMessage(out, message, model);
  return out.bytes.slice(0, out.length);
}

/** Bytes that are written so far, with room for more. */
interface Output {
  bytes: Uint8Array;
  length: number;
}

type Fields = readonly (readonly [name: string, field: Message[string]])[];

const entries = new Map<Message, Fields>();

function entriesOf(message: Message): Fields {
  const fields = entries.get(message) ?? Object.entries(message);
  entries.set(message, fields);
  return fields;
}

const [wireVarint, wireBytes, wireFloat] = [0, 2, 5];

function writeMessage(out: Output, message: object, fields: Message): void {
  const values = message as Readonly<Record<string, unknown>>;
  for (const [name, [number, kind]] of entriesOf(fields)) {
    const value = values[name];
    if (value === undefined || (isDefault(value) && fields !== dimension)) continue;
    if (kind === 'int' || kind === 'float') {
      writeNumbers(out, number, kind, value as number | readonly number[]);
      continue;
    }
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const one of list) writeWithLength(out, number, () => writeContent(out, one, kind));
  }
}

/** What a field has that is not written. */
const isDefault = (value: unknown): boolean =>
  Object.is(value, 0) || value === '' || (value instanceof Uint8Array && value.length === 0);

function writeNumbers(out: Output, number: number, kind: 'int' | 'float', value: number | readonly number[]): void {
  const write = kind === 'int' ? writeVarint : writeFloat;
  if (typeof value === 'number') {
    writeVarint(out, (number << 3) | (kind === 'int' ? wireVarint : wireFloat));
    write(out, value);
  } else if (value.length > 0) {
    writeWithLength(out, number, () => {
      for (const one of value) write(out, one);
    });
  }
}

const encoder = new TextEncoder();

function writeContent(out: Output, value: unknown, kind: 'text' | 'bytes' | (() => Message)): void {
  if (kind === 'bytes') append(out, value as Uint8Array);
  else if (kind === 'text') append(out, encoder.encode(value as string));
  else writeMessage(out, value as object, kind());
}

/** Content first; when its length is known, it makes way for it. */
function writeWithLength(out: Output, number: number, write: () => void): void {
  writeVarint(out, (number << 3) | wireBytes);
  const start = out.length;
  write();
  const end = out.length;
  writeVarint(out, end - start);
  const length = out.bytes.slice(end, out.length);
  out.bytes.copyWithin(start + length.length, start, end);
  out.bytes.set(length, start);
}

/** Seven bits a byte, the lowest first; negative numbers as those of 64 bits. */
function writeVarint(out: Output, value: number): void {
  if (value < 0) {
    append(out, bigVarint(BigInt.asUintN(64, BigInt(value))));
    return;
  }
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) append(out, [(rest % 128) | 128]);
  append(out, [rest]);
}

const bigVarint = (value: bigint): number[] =>
  value > 127n ? [Number(value & 127n) | 128, ...bigVarint(value >> 7n)] : [Number(value)];

function writeFloat(out: Output, value: number): void {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  append(out, bytes);
}

function append(out: Output, content: ArrayLike<number>): void {
  const end = out.length + content.length;
  if (end > out.bytes.length) {
    const larger = new Uint8Array(2 * end);
    larger.set(out.bytes.subarray(0, out.length));
    out.bytes = larger;
  }
  out.bytes.set(content, out.length);
  out.length = end;
}
