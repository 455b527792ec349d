import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { flowLayersFigure } from '../../../src/studies/flow-layers/figures.js';
import { flowLayers } from '../../../src/studies/flow-layers/study.js';
import { runStudy } from '../../../src/studies/study.js';
import { folderWith } from '../../support/folders.js';

it('flowLayers: densities of 4 lengths × 2 families × 2 bases, and the figure of their file', async () => {
  const folder = folderWith();
  const options = { backend: 'cpu', folder };
  const { meta, rows } = await runStudy(flowLayers, 'full', options);
  expect(rows.map(({ K }) => K)).toEqual([0, 1, 2, 10, 0, 1, 2, 10, 0, 1, 2, 10, 0, 1, 2, 10]);
  // Of a density with an edge, cells count whole or not at all: ±half a cell on every side, 1/41 of the square's.
  for (const { mass } of rows) expect(mass).toBeLessThan((1 + 1 / 41) ** 2);
  const gaussian = rows[0]!;
  expect(gaussian.top).toBeCloseTo(1 / (2 * Math.PI), 3);
  expect(gaussian.thousandths[50]!.split(' ')[50]).toBe('1000');
  const { data, layout } = flowLayersFigure(JSON.parse(JSON.stringify({ meta, rows })));
  expect(data).toHaveLength(16);
  const picture = data[0] as { x: number[]; z: number[][] };
  expect(picture.x[50]).toBe(0);
  expect(picture.z[50]![50]).toBeCloseTo(1 / (2 * Math.PI), 3);
  const texts = (layout.annotations as { text: string }[]).map(({ text }) => text);
  expect(texts).toContain('uniform, radial');
  expect(texts).toContain('K = 10');

  const written = () => statSync(join(folder, 'flow-layers.json')).mtimeMs;
  const first = written();
  await runStudy(flowLayers, 'full', options);
  expect(written()).toBe(first); // What is there stays,
  expect((await runStudy(flowLayers, 'full', { ...options, again: true })).rows).toEqual(rows);
  expect(written()).toBeGreaterThan(first); // unless it is asked for again.
}, 60_000);
