import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readDensity2dStudy, readTarget2dStudy } from '../../src/studies/plane-results.js';
import { target2dConfigs } from '../../src/studies/targets2d/config.js';
import { folderWith } from '../support/folders.js';

let folder: string;
beforeEach(() => {
  folder = folderWith();
});

const write = (name: string, profile: string, rows: object[]) =>
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ meta: { profile }, rows }));

const runs = target2dConfigs('full').map(({ target, family, layers }) => ({ target, family, K: layers }));

describe('readTarget2dStudy', () => {
  it.each([
    {
      has: 'all flows of the paper',
      rows: runs.filter(({ family }) => /planar|radial|nice/.test(family)),
      profile: 'full',
    },
    { has: 'other flows only', rows: runs.filter(({ family }) => family === 'iaf'), profile: 'quick' },
    {
      has: 'no planar flow of 32 layers',
      rows: runs.filter(({ family, K }) => family !== 'planar' || K < 32),
      profile: 'quick',
    },
  ])('takes the $profile profile where the full one has $has', async ({ rows, profile }) => {
    write('targets2d', 'full', rows);
    write('targets2d-quick', 'quick', []);
    expect((await readTarget2dStudy(folder)).meta.profile).toBe(profile);
  });

  it('says what to run where there is nothing', async () => {
    await expect(readTarget2dStudy(folder)).rejects.toThrow('Run `npx vinf study targets2d --profile quick` first');
  });
});

describe('readDensity2dStudy', () => {
  it('takes the full profile as soon as there is one', async () => {
    write('densities2d-quick', 'quick', []);
    expect((await readDensity2dStudy(folder)).meta.profile).toBe('quick');
    write('densities2d', 'full', []);
    expect((await readDensity2dStudy(folder)).meta.profile).toBe('full');
  });

  it('says what to run where there is nothing', async () => {
    await expect(readDensity2dStudy(folder)).rejects.toThrow('Run `npx vinf study densities2d --profile quick` first');
  });
});
