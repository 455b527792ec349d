import { expect, it } from 'vitest';
import {
  boundsByLayers,
  gainsOverPlain,
  posteriorShapes,
  sampleCurves,
} from '../../../src/studies/mnist-analysis/figures.js';
import { raceByLayers } from '../../../src/studies/mnist-analysis/race-figure.js';

const around = (mean: number) => ({ mean, low: mean - 1, high: mean + 1 });
const cell = (family: string, K: number, nll: number, steps = 50) => ({
  ...{ family, K, steps },
  bound: around(nll + 6),
  kl: around(6),
  nll: around(nll),
});

it('boundsByLayers draws each family of the paper from K = 0 on, after equally many updates, and published values dashed', () => {
  const paper = [cell('identity', 0, 90), cell('planar', 20, 87), cell('planar', 10, 88)];
  const cells = [...paper, cell('iaf', 4, 80), cell('identity', 0, 95, 20), cell('planar', 10, 94, 20)];
  const published = [
    { family: 'identity', K: 0, bound: 97, kl: 7, nll: 90 },
    { family: 'planar', K: 10, bound: 94, kl: 6, nll: 88 },
  ];
  const lines = boundsByLayers(cells, published).data.filter(({ name }) => name);
  expect(lines.map(({ name }) => name)).toEqual(new Array(3).fill(['planar, published', 'planar']).flat());
  expect(lines[5]).toMatchObject({ x: [0, 10, 20], y: [90, 88, 87] });
  expect(lines[4]).toMatchObject({ x: [0, 10], y: [90, 88], line: { dash: 'dash' } });
});

it('gainsOverPlain shows the comparisons with no flow, best first', () => {
  const gain = (K: number, than: number, mean: number) => ({
    ...{ better: { family: 'planar', K }, than: { family: 'planar', K: than } },
    ...{ steps: 100, gain: around(mean) },
  });
  const [dots] = gainsOverPlain([gain(10, 0, 2), gain(20, 0, 3), gain(20, 10, 1)]).data;
  expect(dots).toMatchObject({ text: ['planar, K = 20', 'planar, K = 10'], x: [3, 2] });
  const [mixed] = gainsOverPlain([gain(10, 0, 2), { ...gain(20, 0, 3), steps: 20_000 }]).data;
  expect(mixed).toMatchObject({ text: ['planar, K = 20 (20k)', 'planar, K = 10 (0.1k)'] });
});

const look = (family: string, K: number, nll: number) => ({
  ...{ family, K },
  curve: [
    { samples: 1, nll: nll + 5 },
    { samples: 100, nll },
  ],
  shape: { correlation: { mean: 3, stdErr: 0.1 }, nonGaussian: { mean: 1, stdErr: 0.1 } },
});

it('sampleCurves shows no flow, the shortest and longest planar flow, and the best', () => {
  const runs = [look('identity', 0, 90), look('planar', 10, 88), look('planar', 20, 87), look('planar', 40, 86)];
  const names = (more: typeof runs) => sampleCurves([...runs, ...more]).data.map(({ name }) => name);
  expect(names([])).toEqual(['no flow (K = 0)', 'planar, K = 10', 'planar, K = 40']);
  expect(names([look('iaf', 4, 80), look('radial', 10, 89)])).toContain('IAF, K = 4');
  expect(names([look('radial', 10, 89)])).not.toContain('radial, K = 10');
});

it('posteriorShapes stacks the two parts of each flow', () => {
  const { data } = posteriorShapes([look('identity', 0, 90), look('planar', 10, 88)]);
  expect(data.map(({ name, x, y }) => [name, x, y])).toEqual([
    ['correlations', [3], ['planar, K = 10']],
    ['not Gaussian', [1], ['planar, K = 10']],
  ]);
});

it('raceByLayers draws one line for each budget, and leaves out what was not measured', () => {
  const row = (family: string, K: number, last: number | null, seed = 0) => ({
    ...{ family, K, seed },
    afterUpdates: [100 - K, 90 - K],
    afterSeconds: [100, last],
  });
  const rows = [
    row('identity', 0, 95),
    row('planar', 80, null),
    row('planar', 10, 92),
    row('planar', 10, 1, 1),
    row('iaf', 4, 80),
  ];
  const race = { updates: [500, 5000], seconds: [2.5, 5], rows };
  const run = (family: string, K: number, noise: number) => ({
    ...{ family, K },
    gradient: {
      freshImages: [
        { part: 'encoder', noise: 1 },
        { part: 'decoder', noise },
      ],
    },
  });
  const { data, layout } = raceByLayers(race, [run('planar', 10, 7), run('identity', 0, 6)]);
  expect(data.map(({ x, y }) => [x, y])).toEqual([
    [
      [0, 10, 80],
      [100, 90, 20],
    ],
    [
      [0, 10, 80],
      [90, 80, 10],
    ],
    [
      [0, 10, 80],
      [100, 100, 100],
    ],
    [
      [0, 10],
      [95, 92],
    ],
    [
      [0, 10],
      [6, 7],
    ],
  ]);
  const titles = (layout.annotations as { text: string }[]).map(({ text }) => text);
  expect(titles).toEqual(['after 500, 5k updates', 'after 2.5, 5 s', 'noise of the decoder’s gradient']);
});
