import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../src/files/safetensors.js';
import { sharedFolder } from '../support/folders.js';

const folder = sharedFolder();

it('readSafetensors gives back what was written, and refuses a changed header and changed data', async () => {
  const path = join(folder, 'file.safetensors');
  const tensors = { w: { shape: [2], values: Float32Array.of(1, -2) } };
  await writeSafetensors(path, { tensors, metadata: { of: 'a test' } });
  expect(await readSafetensors(path)).toMatchObject({ tensors, metadata: { of: 'a test' } });
  const bytes = await readFile(path);
  await writeFile(path, bytes.toString('latin1').replace('"F32"', '"I32"'), 'latin1');
  await expect(readSafetensors(path)).rejects.toThrow(/is damaged: expected SHA-256/);
  bytes[bytes.length - 1]! ^= 1;
  await writeFile(path, bytes);
  await expect(readSafetensors(path)).rejects.toThrow(/is damaged: expected SHA-256/);
});
