import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { layersConfig } from '../../src/experiments/flow-layers.js';
import { isIntact, readResult, resultMeta, writeResult } from '../../src/experiments/results.js';
import { staleness } from '../../tools/report/studies.js';

it('staleness: tells a changed number and a changed config from a result as its study wrote it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vinf-stale-'));
  try {
    const meta = { ...resultMeta(layersConfig), note: undefined };
    const rows = [{ top: 1, missing: undefined, broken: Number.NaN }];
    const written = { meta, rows };
    await writeResult('flow-layers', written, folder);
    const result = (await readResult('flow-layers', folder))!;
    expect(isIntact(result)).toBe(true);
    expect(staleness('flow-layers', 'r.json', result)).toBeUndefined();
    expect(staleness('flow-layers', 'r.json', { ...result, rows: [{ top: 1.5, broken: null }] })).toBe(
      'r.json is not as its study wrote it; write it again with: npx vinf study layers',
    );
    await writeResult('flow-layers', { meta: resultMeta({ ...layersConfig, points: 3 }) }, folder);
    expect(staleness('flow-layers', 'r.json', await readResult('flow-layers', folder))).toBe(
      "r.json is stale, its config is not the code's; write it again with: npx vinf study layers",
    );
    expect(staleness('nobody', 'r.json', result)).toContain('nobody knows the config of r.json');
    expect(staleness('bench', 'r.json', { rows: [] })).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
