import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { flowLayers } from '../../src/studies/flow-layers/study.js';
import { readStudy } from '../../src/studies/shown.js';
import { readResult, runStudy } from '../../src/studies/study.js';
import { targets2d } from '../../src/studies/targets2d/study.js';
import { folderWith } from '../support/folders.js';

it('readResult names the file, the place, and what helps, for a result that does not fit', async () => {
  const folder = folderWith({ 'flow-layers.json': '{"meta": {"configHash": 1}}' });
  await expect(readResult(flowLayers, 'full', folder)).rejects.toThrow(
    'report/results/flow-layers.json: meta.configHash: expected string, received number; is it of another version? ' +
      'The study writes it anew with --again; rows in the data folder stay',
  );
});

it('runStudy refuses such a file, and writes it anew if it is asked to', async () => {
  const folder = folderWith({ 'flow-layers.json': '{}' });
  const options = { backend: 'cpu', folder };
  await expect(runStudy(flowLayers, 'full', options)).rejects.toThrow('flow-layers.json: meta: expected object');
  expect((await runStudy(flowLayers, 'full', { ...options, again: true })).rows).toHaveLength(16);
}, 60_000);

it('runStudy checks the words of only before anything else', async () => {
  await expect(runStudy(targets2d, 'quick', { only: ['plnar'] })).rejects.toThrow('did you mean "planar"?');
});

it('readStudy takes the full result once a fifth of its rows is there, until then the quick one', async () => {
  const quick = await readResult(targets2d, 'quick');
  const full = await readResult(targets2d, 'full');
  const folder = folderWith({ 'targets2d-quick.json': JSON.stringify(quick) });
  expect((await readStudy(targets2d, folder)).profile).toBe('quick');
  for (const [missing, profile] of [
    [81, 'quick'],
    [80, 'full'],
  ] as const) {
    const partial = { ...full, meta: { ...full!.meta, partial: { missing, total: 100 } } };
    writeFileSync(join(folder, 'targets2d.json'), JSON.stringify(partial));
    expect((await readStudy(targets2d, folder)).profile).toBe(profile);
  }
  await expect(readStudy(targets2d, folderWith())).rejects.toThrow(
    'There are no results of targets2d yet; write them with: npx vinf study targets2d --profile quick',
  );
});
