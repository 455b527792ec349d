import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { encodeIdx } from '../../src/data/idx.js';
import { readDataFile } from '../../src/data/verify.js';
import { UserError } from '../../src/errors.js';
import { folderWith } from '../support/folders.js';
import { asText, sha256, tinyFile } from './tiny.js';

let folder: string;
beforeEach(() => {
  folder = folderWith();
});

async function written(name: string, bytes: Uint8Array): Promise<string> {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

it('readDataFile: gzip IDX, plain IDX and amat text give the same data', async () => {
  const { file, data, bytes } = await tinyFile();
  const forms: [string, Uint8Array][] = [
    ['a.gz', bytes],
    ['a', gunzipSync(bytes)],
    ['a.amat', asText(data)],
    ['a.AMAT', asText(data)],
    ['a.amat.gz', gzipSync(asText(data))],
  ];
  for (const [name, content] of forms) {
    expect(sha256(await readDataFile(file, await written(name, content)))).toBe(file.sha256);
  }
});

it('readDataFile: one flipped pixel is one line with the file, both hashes and what to do; the file stays', async () => {
  const { file, data, bytes } = await tinyFile();
  const plain = Uint8Array.from(gunzipSync(bytes));
  plain[5000]! ^= 1;
  const path = await written('a', plain);
  const wrong = Uint8Array.from(data);
  wrong[5000 - 16]! ^= 1;
  await expect(readDataFile(file, path)).rejects.toThrow(
    new UserError(
      `Expected ${path} to decode to data with SHA-256 ${file.sha256}, got ${sha256(wrong)}; replace this file, or remove it and try again`,
    ),
  );
  expect(sha256(await readFile(path))).toBe(sha256(plain));
});

it('readDataFile: one flipped byte in a gzip file gives the published data or one line naming the file, never other data', async () => {
  const { file, bytes } = await tinyFile();
  let complaints = 0;
  await fc.assert(
    fc.asyncProperty(fc.noBias(fc.nat(bytes.length - 1)), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      const damaged = Uint8Array.from(bytes);
      damaged[at]! ^= mask;
      const path = await written('a.gz', damaged);
      const result = await readDataFile(file, path).catch((error) => error);
      if (result instanceof Uint8Array) return sha256(result) === file.sha256;
      complaints++;
      expect(result).toBeInstanceOf(UserError);
      expect(result.message).toMatch(/^Expected .*a\.gz to .*, got .*replace this file, or remove it and try again$/);
      return !result.message.includes('\n');
    }),
    { numRuns: 100, seed: 2 },
  );
  expect(complaints).toBeGreaterThan(90);
});

it('readDataFile: damaged gzip data says the expected hash and the hash of the file', async () => {
  const { file, bytes } = await tinyFile();
  const damaged = Uint8Array.from(bytes);
  damaged[bytes.length - 6]! ^= 4; // in the CRC
  const path = await written('a.gz', damaged);
  const hashes = `its data should have SHA-256 ${file.sha256}, the file as it is has ${sha256(damaged)}`;
  await expect(readDataFile(file, path)).rejects.toThrow(
    `Expected ${path} to be whole gzip data, got damaged data (incorrect data check); ${hashes}; replace`,
  );
});

it('readDataFile: another shape is one line with expected and got', async () => {
  const { file, data } = await tinyFile();
  const path = await written('a.gz', await encodeIdx({ shape: [40, 784], data }));
  await expect(readDataFile(file, path)).rejects.toThrow(`Expected ${path} to have shape 40 × 28 × 28, got 40 × 784;`);
});

it('readDataFile: a missing file and a folder are one line', async () => {
  const { file } = await tinyFile();
  await expect(readDataFile(file, join(folder, 'no'))).rejects.toThrow(/^Cannot read .*no: there is no such file/);
  await expect(readDataFile(file, folder)).rejects.toThrow(/^Cannot read .*: it is a folder$/);
});
