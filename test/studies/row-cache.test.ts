import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { cachedRow, inProgress, storedRow } from '../../src/studies/row-cache.js';
import { damages, expectComplaint, expectLine, putDamaged } from '../support/damage.js';
import { folderWith, useDataFolder } from '../support/folders.js';

/** The row of a toy study with K layers. */
const toy = (K: number) => ({ config: { K }, schema: z.object({ kl: z.number() }) });

let folder: string;
beforeEach(() => {
  folder = folderWith();
  useDataFolder(folder);
});

it('cachedRow makes a row once and reads it afterwards', async () => {
  let made = 0;
  const make = async () => ({ kl: ++made });
  expect(await cachedRow('toy', toy(1), make)).toEqual({ kl: 1 });
  expect(await cachedRow('toy', toy(1), make)).toEqual({ kl: 1 });
  expect(await cachedRow('toy', toy(2), make)).toEqual({ kl: 2 });
  expect(await storedRow('toy', toy(2))).toEqual({ kl: 2 });
  expect(await storedRow('toy', toy(3))).toBeUndefined();
});

it('cachedRow leaves a row alone that another process is making', async () => {
  const inside = cachedRow('toy', toy(1), async () => {
    expect(await cachedRow('toy', toy(1), async () => ({ kl: 2 }))).toBe(inProgress);
    return { kl: 1 };
  });
  expect(await inside).toEqual({ kl: 1 });
});

it('cachedRow makes a row again after a failure, and where the file is damaged', async () => {
  const failed = cachedRow('toy', toy(1), async () => {
    throw new Error('power cut');
  });
  await expect(failed).rejects.toThrow('power cut');
  expect(await storedRow('toy', toy(1))).toBeUndefined();
  expect(await cachedRow('toy', toy(1), async () => ({ kl: 3 }))).toEqual({ kl: 3 });
  const [row] = await readdir(join(folder, 'runs', 'toy'));
  await writeFile(join(folder, 'runs', 'toy', row!, 'row.json'), '{"kl": 3');
  expect(await cachedRow('toy', toy(1), async () => ({ kl: 4 }))).toEqual({ kl: 4 });
});

it.each(
  Object.entries(damages),
)('a row, %s: it is told of in one line and counts as not made', async (name, damage) => {
  const config = toy(1);
  await cachedRow('toy', config, async () => ({ kl: 1 }));
  const [hash] = await readdir(join(folder, 'runs', 'toy'));
  const path = join(folder, 'runs', 'toy', hash!, 'row.json');
  putDamaged(path, damage('{"kl":1}'));
  const warnings: string[] = [];
  expect(await storedRow('toy', config, (message) => warnings.push(message))).toBeUndefined();
  expect(warnings).toHaveLength(1);
  expectLine(warnings[0], path);
  expect(warnings[0]).toMatch(/; the row counts as not made$/);
  const made = cachedRow('toy', config, async () => ({ kl: 2 }));
  if (name === 'a folder') expectComplaint(await made.catch((error) => error), path);
  else expect(await made).toEqual({ kl: 2 });
});

it('cachedRow does not keep what is no row, as NaN is none in JSON, and leaves no lock', async () => {
  const made = cachedRow('toy', toy(1), async () => ({ kl: Number.NaN }));
  const error = await made.catch((reason) => reason);
  expectComplaint(error, 'row.json');
  expect(error.message).toMatch(/row\.json: kl: expected number, received null; the row is not kept$/);
  expect(await storedRow('toy', toy(1))).toBeUndefined();
  expect(await cachedRow('toy', toy(1), async () => ({ kl: 1 }))).toEqual({ kl: 1 });
});
