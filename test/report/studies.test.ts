import { expect, it } from 'vitest';
import { layersConfig } from '../../src/studies/flow-layers/study.js';
import { isIntact, readResult, resultMeta, writeResult } from '../../src/studies/results.js';
import { staleness } from '../../tools/report/studies.js';
import { folderWith } from '../support/folders.js';

const stale = (file: string, content: unknown) => staleness(file, 'r.json', content, () => undefined);

it('staleness: tells a changed number and a changed config from a result as its study wrote it', async () => {
  const folder = folderWith();
  const meta = { ...resultMeta(layersConfig), note: undefined };
  const rows = [{ top: 1, missing: undefined, broken: Number.NaN }];
  const written = { meta, rows };
  await writeResult('flow-layers', written, folder);
  const result = (await readResult('flow-layers', folder))!;
  expect(isIntact(result)).toBe(true);
  expect(stale('flow-layers', result)).toBeUndefined();
  expect(stale('flow-layers', { ...result, rows: [{ top: 1.5, broken: null }] })).toBe(
    'r.json is not as its study wrote it; write it again with: npx vinf study layers',
  );
  await writeResult('flow-layers', { meta: resultMeta({ ...layersConfig, points: 3 }) }, folder);
  expect(stale('flow-layers', await readResult('flow-layers', folder))).toBe(
    "r.json is stale, its config is not the code's; write it again with: npx vinf study layers",
  );
  expect(stale('nobody', result)).toContain('nobody knows the config of r.json');
  expect(stale('bench', { rows: [] })).toBeUndefined();
});
