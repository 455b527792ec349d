import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { claimPartial, releasePartial } from '../../src/data/partial.js';
import { startOf } from '../../src/files/process.js';
import { folderWith } from '../support/folders.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = folderWith();
  path = join(folder, 'a.gz');
});

const noSuchProcess = 2 ** 22 + 1; // above the largest process id of Linux

it('claimPartial: takes over what was released, once', async () => {
  const first = await claimPartial(path);
  await writeFile(first, 'half');
  await releasePartial(first, path);
  const [second, third] = [await claimPartial(path), await claimPartial(path)];
  expect(await readFile(second, 'utf8')).toBe('half');
  expect(third).not.toBe(second);
  expect(await readdir(folder)).toHaveLength(1);
});

it('claimPartial: takes over the part of a process that is gone, not of one that runs', async () => {
  await writeFile(`${path}.${process.ppid}-0.part`, 'theirs');
  await writeFile(`${path}.${noSuchProcess}-3.part`, 'left behind');
  expect(await readFile(await claimPartial(path), 'utf8')).toBe('left behind');
  await expect(readFile(await claimPartial(path))).rejects.toThrow('ENOENT');
  expect(await readFile(`${path}.${process.ppid}-0.part`, 'utf8')).toBe('theirs');
});

it.skipIf(startOf(process.ppid) === undefined)(
  'claimPartial: a number that another process has got since is not the owner',
  async () => {
    const started = startOf(process.ppid)!;
    await writeFile(`${path}.${process.ppid}-${started}-0.part`, 'theirs');
    await writeFile(`${path}.${process.ppid}-${started - 1}-0.part`, 'left behind');
    expect(await readFile(await claimPartial(path), 'utf8')).toBe('left behind');
    await expect(readFile(await claimPartial(path))).rejects.toThrow('ENOENT');
  },
);

it('claimPartial: parts of other files stay theirs', async () => {
  await writeFile(join(folder, 'a.gz.amat.part'), 'text');
  await writeFile(join(folder, 'b.gz.part'), 'other');
  await expect(readFile(await claimPartial(path))).rejects.toThrow('ENOENT');
});
