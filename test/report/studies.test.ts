import { expect, it } from 'vitest';
import { flowLayersConfig } from '../../src/studies/flow-layers/config.js';
import { type FlowLayersResult, flowLayersSchema } from '../../src/studies/flow-layers/result.js';
import { isIntact, readResultFile, resultMeta, writeResult } from '../../src/studies/results.js';
import { staleness } from '../../tools/report/studies.js';
import { folderWith } from '../support/folders.js';

const stale = (file: string, content: unknown) => staleness(file, 'r.json', content, () => undefined);

it('staleness: tells a changed number and a changed config from a result as its study wrote it', async () => {
  const folder = folderWith();
  const row = { family: 'planar', base: 'uniform', K: 1, top: 1, mass: 1, thousandths: [] };
  const write = (config: object) =>
    writeResult<FlowLayersResult>(
      'flow-layers',
      flowLayersSchema,
      { meta: resultMeta(config), ...{ rows: [row] } },
      folder,
    );
  const result = await write(flowLayersConfig);
  expect(await readResultFile('flow-layers', folder)).toEqual(result);
  expect(isIntact(result)).toBe(true);
  expect(stale('flow-layers', result)).toBeUndefined();
  expect(stale('flow-layers', { ...result, rows: [{ ...row, top: 1.5 }] })).toBe(
    'r.json is not as its study wrote it; write it again with: npx vinf study flow-layers',
  );
  expect(stale('flow-layers', await write({ ...flowLayersConfig, points: 3 }))).toBe(
    "r.json is stale, its config is not the code's; write it again with: npx vinf study flow-layers",
  );
  expect(stale('nobody', result)).toContain('no study of src/studies writes r.json');
  expect(stale('bench', { rows: [] })).toBeUndefined();
});
