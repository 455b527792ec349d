import { expect, it } from 'vitest';
import { determinant } from '../../../src/flows/determinant.js';
import { noise } from '../../../src/random/index.js';
import { cellsOf, comparisonsOf, type ScoredRun } from '../../../src/studies/mnist-analysis/comparisons.js';
import { blockedEnergyDistance, energyDistance } from '../../../src/studies/mnist-analysis/energy-distance.js';
import { momentsOf, symmetricEigenvalues } from '../../../src/studies/mnist-analysis/moments.js';
import { nearestIn, packImages } from '../../../src/studies/mnist-analysis/nearest.js';
import { raceOf } from '../../../src/studies/mnist-analysis/race.js';

it('momentsOf gives mean and unbiased covariance', () => {
  const { mean, covariance } = momentsOf([0, 0, 2, 0, 1, 3], 2);
  expect(mean).toEqual([1, 1]);
  expect(covariance).toEqual([
    [1, 0],
    [0, 3],
  ]);
});

it('symmetricEigenvalues finds known eigenvalues, and trace and determinant of any symmetric matrix', () => {
  const known = symmetricEigenvalues([
    [2, 1],
    [1, 2],
  ]);
  expect(known[0]).toBeCloseTo(1, 12);
  expect(known[1]).toBeCloseTo(3, 12);
  const n = 12;
  const entries = noise(0, 'matrix').normal(n * n);
  const matrix = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => entries[i * n + j]! + entries[j * n + i]!),
  );
  const values = symmetricEigenvalues(matrix);
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect(values.reduce((sum, value) => sum + value)).toBeCloseTo(
    matrix.reduce((sum, row, i) => sum + row[i]!, 0),
    9,
  );
  expect(values.reduce((product, value) => product * value) / determinant(matrix)).toBeCloseTo(1, 9);
});

it('energyDistance of points on a line is what the definition says', () => {
  // 2·(|0−1| + |0−4| + |2−1| + |2−4|)/4 − |0−2| − |1−4|
  expect(energyDistance(Float32Array.of(0, 2), Float32Array.of(1, 4), 1)).toBeCloseTo(4 - 2 - 3, 6);
});

it('blockedEnergyDistance tells a shift from no shift', () => {
  const [a, b] = [noise(0, 'a').normal(4000), noise(0, 'b').normal(4000)];
  const same = blockedEnergyDistance(a, b, 4, 100);
  const shifted = blockedEnergyDistance(
    a.map((value) => value + 0.5),
    b,
    4,
    100,
  );
  expect(same.count).toBe(10);
  expect(Math.abs(same.mean)).toBeLessThan(4 * same.stdErr);
  expect(shifted.mean).toBeGreaterThan(10 * shifted.stdErr);
});

it('nearestIn counts the pixels that differ and finds the least', () => {
  const image = (on: number[]) => Float32Array.from({ length: 784 }, (_, i) => (on.includes(i) ? 1 : 0));
  const pack = (...images: Float32Array[]) => packImages(images.flatMap((one) => [...one]));
  const set = pack(image([0, 1, 2]), image([31, 32, 783]), image([100]));
  expect(nearestIn(set, pack(image([31, 32]), image([0, 1, 2]), image([])))).toEqual([
    { index: 1, distance: 1 },
    { index: 0, distance: 0 },
    { index: 2, distance: 1 },
  ]);
});

const scored = (family: string, K: number, seed: number, shift: number, steps = 100): ScoredRun => {
  const hard = noise(0, 'images').normal(400);
  const own = noise(seed, `${family}${K}`).normal(400);
  const images = Array.from({ length: 400 }, (_, i) => {
    const nll = 90 + 20 * hard[i]! + 0.5 * own[i]! + shift;
    return { bound: nll + 5 - K / 10, nll };
  });
  return { family, K, seed, updates: steps, steps, images };
};

it('comparisonsOf sees a difference of 0.5 nats between models of images that differ by 20', () => {
  const runs = [0, 1].flatMap((seed) => [scored('identity', 0, seed, 0), scored('planar', 10, seed, -0.5)]);
  const cells = cellsOf(runs);
  expect(cells.map(({ family, K, seeds, images }) => [family, K, seeds, images])).toEqual([
    ['identity', 0, [0, 1], 400],
    ['planar', 10, [0, 1], 400],
  ]);
  expect(cells[1]!.nll.high - cells[1]!.nll.low).toBeGreaterThan(2);
  expect(cells[1]!.kl.mean).toBeCloseTo(4, 9);
  const [gain] = comparisonsOf(runs);
  expect(gain).toMatchObject({ better: { family: 'planar', K: 10 }, than: { family: 'identity', K: 0 }, images: 400 });
  expect(gain!.gain.low).toBeGreaterThan(0.3);
  expect(gain!.gain.low).toBeLessThan(0.5);
  expect(gain!.gain.high).toBeGreaterThan(0.5);
  expect(gain!.gainSeeds).toHaveLength(2);
});

it('comparisonsOf compares each K with the next smaller one, and families at equal K', () => {
  const runs = [scored('identity', 0, 0, 0), ...[10, 20, 40].map((K) => scored('planar', K, 0, -K))];
  const all = comparisonsOf([...runs, scored('nice-perm', 20, 0, 1)]);
  const pairs = all.map(({ better, than }) => `${better.family} ${better.K} < ${than.family} ${than.K}`);
  expect(pairs).toEqual([
    'planar 10 < identity 0',
    'planar 20 < identity 0',
    'planar 20 < planar 10',
    'planar 40 < identity 0',
    'planar 40 < planar 20',
    'nice-perm 20 < identity 0',
    'nice-perm 20 < planar 20',
  ]);
});

it('comparisonsOf compares runs of as many updates, at K = 10 where no K is equal', () => {
  const runs = [scored('identity', 0, 0, 0), scored('planar', 10, 0, -1), scored('iaf', 4, 0, 0, 50)];
  const pairs = (all: ScoredRun[]) =>
    comparisonsOf(all).map(({ better, than, steps }) => `${better.family} < ${than.family}, ${steps}`);
  expect(pairs(runs)).toEqual(['planar < identity, 100']);
  expect(pairs([...runs, scored('identity', 0, 0, 2, 50), scored('planar', 10, 0, 1, 50)])).toEqual([
    'planar < identity, 100',
    'iaf < identity, 50',
    'iaf < planar, 50',
    'planar < identity, 50',
  ]);
});

it('comparisonsOf sees convolutions beside a linear map and their permuted control', () => {
  const conv = ['conv-circular', 'conv-circular-perm'].map((family) => scored(family, 10, 0, 0));
  const pairs = comparisonsOf([scored('linear-plu', 1, 0, 0), ...conv]);
  expect(pairs.map(({ better, than }) => `${better.family} < ${than.family}`)).toEqual([
    'conv-circular < linear-plu',
    'conv-circular-perm < linear-plu',
    'conv-circular-perm < conv-circular',
  ]);
});

it('cellsOf refuses seeds that were scored on different images', () => {
  const short = scored('planar', 10, 1, 0);
  const odd = { ...short, images: short.images.slice(0, 10) };
  expect(() => cellsOf([scored('planar', 10, 0, 0), odd])).toThrow('400 images, got 10');
});

it('raceOf reads bounds at equal updates and at equal seconds off the curves', () => {
  const row = (K: number, updates: number, updatesPerSecond: number) =>
    ({ family: 'planar', K, seed: 0, updates, updatesPerSecond }) as never;
  const curve = (K: number, updates: number) => ({
    ...{ family: 'planar', K, seed: 0 },
    points: Array.from({ length: updates / 100 }, (_, i) => ({
      step: 100 * (i + 1),
      trainBound: 0,
      validBound: i % 2 === 1 ? 200 - i : null,
    })),
  });
  const race = raceOf([row(1, 1000, 100), row(2, 2000, 50)], [curve(1, 1000), curve(2, 2000)]);
  expect(race.updates).toEqual([250, 500, 1000]);
  expect(race.seconds).toEqual([2.5, 5, 10]);
  expect(race.rows[0]!.afterUpdates).toEqual([198.5, 196, 191]);
  expect(race.rows[0]!.afterSeconds).toEqual([198.5, 196, 191]);
  expect(race.rows[1]!.afterSeconds).toEqual([null, 198.5, 196]);
});
