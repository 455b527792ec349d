import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeIdx, readByteIdx, readIdx } from '../../src/data/idx.js';
import { type Idx, parseIdx } from '../../src/data/parse-idx.js';
import { UserError } from '../../src/errors.js';
import { folderWith, project } from '../support/folders.js';
import { idxBytes, idxTypes } from '../support/idx-bytes.js';

const names = Object.keys(idxTypes) as (keyof typeof idxTypes)[];
const plain = idxBytes([2, 3], [1, 2, 3, 4, 5, 6]);
const messageOf = (
  bytes: Uint8Array,
  read: (bytes: Uint8Array, where: string) => Promise<Idx> = readIdx,
): Promise<string> =>
  read(bytes, 'some/file').then(
    () => 'no error',
    (error) => {
      expect(error).toBeInstanceOf(UserError);
      return error.message;
    },
  );

/** Shapes of rank 1 to 5 with their values: any bits of the type, so extremes, NaN and −0 too. */
const arrays = (type: keyof typeof idxTypes, least = 0) =>
  fc.array(fc.integer({ min: least, max: 4 }), { minLength: 1, maxLength: 5 }).chain((shape) => {
    const size = shape.reduce((a, b) => a * b, 1) * idxTypes[type].size;
    const bits = fc.uint8Array({ minLength: size, maxLength: size });
    return fc.record({ shape: fc.constant(shape), bits });
  });
const valuesOf = (type: keyof typeof idxTypes, bits: Uint8Array) => new idxTypes[type].make(bits.slice().buffer);

it.each(names)('readIdx: what was written as %s comes back, for every rank, plain and gzip', async (type) => {
  const property = fc.asyncProperty(arrays(type), async ({ shape, bits }) => {
    const values = valuesOf(type, bits);
    const bytes = idxBytes(shape, values, type);
    for (const file of [bytes, gzipSync(bytes), Buffer.from(bytes)]) {
      const idx = await readIdx(file);
      expect(idx.data).toBeInstanceOf(idxTypes[type].make);
      expect(idx).toEqual({ shape, data: values });
    }
    const inside = new Uint8Array(bytes.length + 3);
    inside.set(bytes, 3); // A part of a larger buffer, not aligned to numbers.
    expect(parseIdx(inside.subarray(3))).toEqual({ shape, data: values });
  });
  await fc.assert(property, { numRuns: 60, seed: 1 });
});

it.each(names)('readIdx: %s cut anywhere, or longer, plain or gzip, is one line of expected and got', async (type) => {
  const property = fc.asyncProperty(arrays(type, 1), fc.double({ min: 0, max: 1 }), async ({ shape, bits }, at) => {
    const bytes = idxBytes(shape, valuesOf(type, bits), type);
    for (const whole of [bytes, gzipSync(bytes)]) {
      const length = Math.min(Math.floor(at * whole.length), whole.length - 1);
      const longer = Buffer.concat([whole, Uint8Array.of(9)]);
      for (const wrong of [whole.subarray(0, length), longer])
        expect(await messageOf(wrong)).toMatch(/^Expected some\/file to .*, got .*$/);
    }
  });
  await fc.assert(property, { numRuns: 40, seed: 2 });
});

it.each(names)('readIdx: %s with any other byte in its header is refused', async (type) => {
  const { code, size } = idxTypes[type];
  const bytes = idxBytes([2, 3, 1], new Array(6).fill(1), type);
  bytes.fill(0x41, 16); // With zeros among the data, a higher rank can make a whole file that is empty.
  const sameSize = Object.values(idxTypes).flatMap((other) => (other.size === size ? [other.code] : []));
  for (let at = 0; at < 16; at++) {
    for (let byte = 0; byte < 256; byte++) {
      // Which of two types of one size a file was meant to have nobody can tell.
      if (byte === bytes[at] || (at === 2 && sameSize.includes(byte))) continue;
      const wrong = bytes.slice();
      wrong[at] = byte;
      expect(() => parseIdx(wrong, 'f'), `byte ${at} = ${byte} of type ${code}`).toThrow(UserError);
    }
  }
});

it.each([
  ['wrong magic', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), '89 50 4e 47'],
  ['nothing', new Uint8Array(0), 'an empty file'],
  ['an unknown type', Uint8Array.of(0, 0, 0x0a, 1, 0, 0, 0, 0), '00 00 0a 01'],
  ['rank 0', Uint8Array.of(0, 0, 8, 0, 0), '00 00 08 00'],
])('readIdx: %s is no IDX file', async (_, bytes, got) => {
  const wanted = 'start as IDX files do, with 00 00, a type (08, 09 or 0b to 0e) and a rank of at least 01';
  expect(await messageOf(bytes)).toBe(`Expected some/file to ${wanted}, got ${got}`);
});

it.each([
  ['half a header', plain.slice(0, 9), 'hold a header of 12 bytes, got only 9 (truncated)'],
  ['truncated', plain.slice(0, 16), 'hold 2 × 3 = 6 bytes after its header, got only 4 (truncated)'],
  ['trailing', Uint8Array.from([...plain, 9, 9]), 'hold 2 × 3 = 6 bytes after its header, got 2 more'],
  [
    'truncated doubles',
    idxBytes([2, 3], new Array(6).fill(1), 'double').subarray(0, 59),
    'hold 2 × 3 × 8 = 48 bytes after its header, got only 47 (truncated)',
  ],
  [
    'a shape beyond all memory',
    Uint8Array.of(0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255),
    'hold 4294967295 × 4294967295 = 18446744065119617000 bytes after its header, got only 0 (truncated)',
  ],
  ['truncated gzip', gzipSync(plain).subarray(0, 20), 'be whole gzip data, got damaged data (unexpected end of file)'],
  [
    'gzip with something behind it',
    Buffer.concat([gzipSync(plain), Uint8Array.of(1, 2)]),
    'be whole gzip data, got damaged data (incorrect header check)',
  ],
])('readIdx: %s is one line with the file, expected and got', async (_, bytes, message) => {
  expect(await messageOf(bytes)).toBe(`Expected some/file to ${message}`);
});

it('readIdx opens files, and names those that it cannot open', async () => {
  const folder = folderWith();
  const path = join(folder, 'a');
  writeFileSync(path, gzipSync(plain));
  expect(await readIdx(path)).toEqual({ shape: [2, 3], data: plain.slice(12) });
  writeFileSync(path, plain.subarray(0, 13));
  await expect(readIdx(path)).rejects.toThrow(`Expected ${path} to hold 2 × 3 = 6 bytes`);
  mkdirSync(join(folder, 'folder'));
  for (const name of ['folder', 'none']) {
    const error = await readIdx(join(folder, name)).catch((e) => e);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain(`Cannot read ${join(folder, name)}: `);
  }
});

it('parseIdx says that bytes are gzip data', () => {
  expect(() => parseIdx(gzipSync(plain))).toThrow(/^Expected the bytes to start as .*, got 1f 8b 08 00, which is gzip/);
});

it('parseIdx needs nothing of Node.js, nor does what it imports', () => {
  for (const [name, from] of [
    ['data/parse-idx.ts', ["'../errors.js'"]],
    ['errors.ts', ["'fastest-levenshtein'"]],
  ] as const) {
    const text = readFileSync(join(project, 'src', name), 'utf8');
    expect([...text.matchAll(/^(?:import|export) .* from (.*);$/gm)].map((match) => match[1])).toEqual(from);
    expect(text).not.toMatch(/\bBuffer\b|\bprocess\./);
  }
});

it('readByteIdx: other numbers than unsigned bytes are refused', async () => {
  expect((await readByteIdx(plain, 'f')).shape).toEqual([2, 3]);
  expect(await messageOf(idxBytes([1], [1], 'float'), readByteIdx)).toBe(
    'Expected some/file to hold unsigned bytes (IDX type 08), got type 0d',
  );
});

it('encodeIdx, readByteIdx: round trip for every shape, the same bytes each time', async () => {
  const property = fc.asyncProperty(arrays('ubyte'), async ({ shape, bits }) => {
    const bytes = await encodeIdx({ shape, data: bits });
    expect(await encodeIdx({ shape, data: bits })).toEqual(bytes);
    const idx = await readByteIdx(bytes, 'f');
    expect([idx.shape, [...idx.data]]).toEqual([shape, [...bits]]);
  });
  await fc.assert(property, { numRuns: 50, seed: 1 });
});
