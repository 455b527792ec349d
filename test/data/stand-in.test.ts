import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { loadDigits } from '../../src/data/digits.js';
import { UnavailableError } from '../../src/data/obtain.js';
import { folderWith } from '../support/folders.js';

vi.mock('../../src/data/obtain.js', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  obtainFiles: () => Promise.reject(new UnavailableError("MNIST can't be had: a file is not in here")),
}));

it('loadDigits: synthetic digits stand in where MNIST cannot be had, and say why', async () => {
  const { name, standInReason } = await loadDigits({ count: 10 });
  expect([name, standInReason]).toEqual(['synthetic', "MNIST can't be had: a file is not in here"]);
});

it('loadDigits: nothing stands in for a folder that was given, even one with a part of MNIST', async () => {
  const folder = folderWith();
  writeFileSync(join(folder, 'train-images-idx3-ubyte'), '');
  await expect(loadDigits({ folder, count: 10 })).rejects.toThrow("MNIST can't be had");
});
