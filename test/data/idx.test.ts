import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeIdx, encodeIdx } from '../../src/data/idx.js';
import { UserError } from '../../src/errors.js';

const header = (...shape: number[]): number[] => [
  0,
  0,
  8,
  shape.length,
  ...shape.flatMap((n) => [0, 0, n >> 8, n & 255]),
];
const plain = Uint8Array.from([...header(2, 3), 1, 2, 3, 4, 5, 6]);
const messageOf = (bytes: Uint8Array): Promise<string> =>
  decodeIdx(bytes, 'some/file').then(
    () => 'no error',
    (error) => {
      expect(error).toBeInstanceOf(UserError);
      return error.message;
    },
  );

it.each([
  ['plain', plain],
  ['gzip', gzipSync(plain)],
])('decodeIdx: %s', async (_, bytes) => {
  expect(await decodeIdx(bytes, 'f')).toEqual({ shape: [2, 3], data: plain.slice(12) });
});

it('encodeIdx, decodeIdx: round trip for every shape, the same bytes each time', async () => {
  const arrays = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 }).chain((shape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return fc.record({ shape: fc.constant(shape), data: fc.uint8Array({ minLength: size, maxLength: size }) });
  });
  await fc.assert(
    fc.asyncProperty(arrays, async (idx) => {
      const bytes = await encodeIdx(idx);
      expect(await encodeIdx(idx)).toEqual(bytes);
      const { shape, data } = await decodeIdx(bytes, 'f');
      expect([shape, [...data]]).toEqual([idx.shape, [...idx.data]]);
    }),
    { numRuns: 50, seed: 1 },
  );
});

it.each([
  [
    'wrong magic',
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
    'Expected some/file to start with the bytes 00 00 08 01 … 03 of an IDX file, got 89 50 4e 47',
  ],
  [
    'nothing',
    new Uint8Array(0),
    'Expected some/file to start with the bytes 00 00 08 01 … 03 of an IDX file, got an empty file',
  ],
  [
    'floats',
    Uint8Array.of(0, 0, 0x0d, 1, 0, 0, 0, 0),
    'Expected some/file to hold unsigned bytes (IDX type 08), got type 0d',
  ],
  [
    'rank 0',
    Uint8Array.of(0, 0, 8, 0, 0),
    'Expected some/file to start with the bytes 00 00 08 01 … 03 of an IDX file, got 00 00 08 00',
  ],
  ['half a header', plain.slice(0, 9), 'Expected some/file to hold a header of 12 bytes, got only 9 (truncated)'],
  [
    'truncated',
    plain.slice(0, 16),
    'Expected some/file to hold 2 × 3 = 6 bytes after its header, got only 4 (truncated)',
  ],
  [
    'trailing',
    Uint8Array.from([...plain, 9, 9]),
    'Expected some/file to hold 2 × 3 = 6 bytes after its header, got 2 more',
  ],
  [
    'truncated gzip',
    gzipSync(plain).subarray(0, 20),
    'Expected some/file to be whole gzip data, got damaged data (unexpected end of file)',
  ],
])('decodeIdx: %s is one line with the file, expected and got', async (_, bytes, message) => {
  expect(await messageOf(bytes)).toBe(message);
});

it('decodeIdx: cut anywhere, plain or gzip, it is a UserError', async () => {
  for (const bytes of [plain, gzipSync(plain)]) {
    for (let length = 0; length < bytes.length; length++) {
      expect(await messageOf(bytes.subarray(0, length))).toMatch(/^Expected some\/file to .*, got /);
    }
  }
});
