import { expect, it } from 'vitest';
import { noise } from '../../src/random/noise.js';
import { philox } from '../../src/random/philox.js';

const hex = (words: Uint32Array) => [...words].map((w) => w.toString(16).padStart(8, '0')).join(' ');

// Known answers published with the reference implementation (Random123, kat_vectors, philox4x32 10).
it.each<[[number, number, number, number, number, number], string]>([
  [[0, 0, 0, 0, 0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
])('philox %j is the published answer', (input, answer) => {
  const out = new Uint32Array(4);
  philox(out, ...input);
  expect(hex(out)).toBe(answer);
});

it('noise: the same (seed, name, step) gives the same numbers, any other different ones', () => {
  const draw = (seed: number, name: string, step: number) => [...noise(seed, name, step).normal(5)].join();
  expect(draw(1, 'a', 2)).toBe(draw(1, 'a', 2));
  expect(new Set([draw(1, 'a', 2), draw(2, 'a', 2), draw(1, 'b', 2), draw(1, 'a', 3)]).size).toBe(4);
});

it('noise: normal numbers have the moments of N(0, 1)', () => {
  const n = 200_000;
  const x = noise(5, 'moments').normal(n);
  const moment = (k: number) => x.reduce((sum, v) => sum + v ** k, 0) / n;
  expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(n));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
});

it('noise: uniform numbers lie in [0, 1) with the right mean', () => {
  const u = noise(5, 'uniform').uniform(100_000);
  expect(Math.min(...u.subarray(0, 1000))).toBeGreaterThanOrEqual(0);
  expect(u.every((v) => v < 1)).toBe(true);
  expect(Math.abs(u.reduce((sum, v) => sum + v, 0) / u.length - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / u.length));
});

it('noise: a permutation holds every number once, and each place is equally likely', () => {
  const counts = new Float64Array(5);
  for (let step = 0; step < 5000; step++) {
    const order = noise(0, 'order', step).permutation(5);
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
    counts[order[0]!]! += 1;
  }
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(800));
});

it('noise: a seed that is not a whole number is a RangeError', () => {
  expect(() => noise(-1, 'a')).toThrow('Expected seed to be a whole number from 0 to 2^32 - 1, got -1');
});

it('noise.stream: is reproducible, and independent of its origin and of its siblings', () => {
  const origin = noise(3, 'a', 7);
  const draws = [origin, origin.stream('b'), origin.stream('c')].map((each) => each.normal(4000));
  expect(origin.stream('b').normal(4000)).toEqual(draws[1]);
  for (const [i, j] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    const correlation = draws[i]!.reduce((sum, x, k) => sum + x * draws[j]![k]!, 0) / 4000;
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(4000));
  }
});
