import { expect, it } from 'vitest';
import { conditionalDensityFigure } from '../../../src/studies/conditional-density/figures.js';
import { conditionalDensity } from '../../../src/studies/conditional-density/study.js';
import { trueLogDensity } from '../../../src/studies/conditional-density/truth.js';
import { unpackGrid } from '../../../src/studies/packed-grid.js';
import { readResult, runStudy } from '../../../src/studies/study.js';
import { folderWith } from '../../support/folders.js';

it('conditionalDensity: within 0.05 nats of the truth on held-out rows, as in the file of the repository', async () => {
  const computed = await runStudy(conditionalDensity, 'full', { backend: 'cpu', folder: folderWith() });
  for (const { fitted, truth } of [computed, (await readResult(conditionalDensity, 'full'))!]) {
    expect(truth - fitted).toBeGreaterThan(0);
    expect(truth - fitted).toBeLessThan(0.05);
  }
  expect((await readResult(conditionalDensity, 'full'))!.truth).toBeCloseTo(computed.truth, 6);
}, 120_000);

it('its density integrates to 1 over y for each x, and its slices are those of the grid', async () => {
  const result = (await readResult(conditionalDensity, 'full'))!;
  const { x, y, values } = unpackGrid(result.density, 3);
  const cell = 6 / y.length;
  for (let i = 0; i < x.length; i++) {
    expect(Math.abs(cell * Array.from(values).reduce((sum, row) => sum + row[i]!, 0) - 1)).toBeLessThan(0.03);
  }
  for (const { x: at, fitted } of result.slices) {
    const apart = fitted.map((value, i) => Math.abs(value - Math.exp(trueLogDensity(at, i / 50 - 3))));
    expect((6 / 300) * apart.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.25); // ∫|q − p|, at most 2.
  }
});

it('its figure shows rows, both densities and slices of them', async () => {
  const { data, layout } = conditionalDensityFigure((await readResult(conditionalDensity, 'full'))!);
  expect(data.map(({ type }) => type)).toEqual(['scatter', 'heatmap', 'heatmap', ...new Array(6).fill('scatter')]);
  expect(layout.shapes).toHaveLength(3);
  expect(data.filter(({ showlegend }) => showlegend === true).map(({ name }) => name)).toEqual([
    'q(y | x)',
    'p(y | x)',
  ]);
});
