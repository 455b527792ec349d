import { expect, it } from 'vitest';
import { type SampleSetName, sampleSet, sampleSetNames } from '../../src/densities/sample-sets.js';
import { noise } from '../../src/random/index.js';
import { onBackend } from '../support/tensors.js';

onBackend('cpu');

const pointsOf = (name: SampleSetName, count = 4000): [number, number][] =>
  sampleSet(name, count, noise(6, name)).arraySync() as [number, number][];
const share = <T>(values: readonly T[], test: (value: T) => boolean) => values.filter(test).length / values.length;

it.each(sampleSetNames)('sampleSet(%s): centred, inside (−5, 5)², and a function of the noise', (name) => {
  const points = pointsOf(name);
  for (const k of [0, 1] as const) {
    expect(Math.abs(points.reduce((sum, p) => sum + p[k], 0) / points.length)).toBeLessThan(0.15);
    expect(points.every((p) => Math.abs(p[k]) < 5)).toBe(true);
  }
  const draw = (seed: number) => sampleSet(name, 7, noise(seed, 'x')).dataSync().join();
  expect(draw(1)).toBe(draw(1));
  expect(draw(1)).not.toBe(draw(2));
});

it('sampleSet(rings): a third on each circle of radius 1, 2, 3, at even angles', () => {
  const points = pointsOf('rings');
  for (const radius of [1, 2, 3]) {
    expect(share(points, ([x, y]) => Math.abs(Math.hypot(x, y) - radius) < 0.4)).toBeCloseTo(1 / 3, 1);
  }
  expect(share(points, ([x, y]) => x > 0 && y > 0)).toBeCloseTo(0.25, 1);
});

it('sampleSet(checkerboard): only black squares, all alike', () => {
  const squares = pointsOf('checkerboard').map(([x, y]) => [Math.floor((x + 4) / 2), Math.floor((y + 4) / 2)] as const);
  expect(squares.every(([column, row]) => (column + row) % 2 === 0)).toBe(true);
  for (let k = 0; k < 16; k++) {
    const [column, row] = [k % 4, Math.floor(k / 4)];
    const found = share(squares, (square) => square[0] === column && square[1] === row);
    expect(Math.abs(found - ((column + row) % 2 === 0 ? 0.125 : 0))).toBeLessThan(0.02);
  }
});

it('sampleSet(twoMoons): half on each of two half circles of radius 2', () => {
  const distance = ([x, y]: [number, number], sign: number) => Math.abs(Math.hypot(sign * x + 1, sign * y + 0.5) - 2);
  const points = pointsOf('twoMoons');
  const upper = (p: [number, number]) => p[1] > -0.5 && distance(p, 1) < 0.6;
  const lower = (p: [number, number]) => p[1] < 0.5 && distance(p, -1) < 0.6;
  expect(share(points, (p) => upper(p) || lower(p))).toBeGreaterThan(0.98);
  expect(share(points, (p) => distance(p, 1) < distance(p, -1))).toBeCloseTo(0.5, 1);
});

it('sampleSet(pinwheel): looks the same after a fifth of a turn, and the arms are apart', () => {
  const phase = ([x, y]: [number, number]) => {
    const angle = (Math.atan2(y, x) - 0.6 * Math.hypot(x, y)) / ((2 * Math.PI) / 5);
    return angle - Math.round(angle);
  };
  const points = pointsOf('pinwheel').filter(([x, y]) => Math.hypot(x, y) > 1);
  expect(share(points, (p) => Math.abs(phase(p)) < 0.25)).toBeGreaterThan(0.98);
});

it('sampleSet(spirals): two arms, each one and a half turns', () => {
  // Along a ray the arms are 3.5/3 apart: the distance to the nearest one.
  const offset = ([x, y]: [number, number]) => {
    const turns = (Math.hypot(x, y) * 3) / 3.5 - Math.atan2(y, x) / Math.PI;
    return (Math.abs(turns - Math.round(turns)) * 3.5) / 3;
  };
  const points = pointsOf('spirals').filter(([x, y]) => Math.hypot(x, y) > 0.5);
  expect(share(points, (p) => offset(p) < 0.35)).toBeGreaterThan(0.98);
});

it('sampleSet: refuses an unknown name and an impossible count', () => {
  expect(() => sampleSet('twoMoon' as SampleSetName, 5, noise(1, 'x'))).toThrow(/did you mean "twoMoons"/);
  expect(() => sampleSet('rings', -1, noise(1, 'x'))).toThrow(/count to be a whole number of at least 0, got -1/);
});
