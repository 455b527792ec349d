import { expect, it } from 'vitest';
import { classClouds } from '../../src/plots/class-clouds.js';

it('classClouds sorts points by their labels, into ten clouds of different colours', () => {
  const clouds = classClouds(Float32Array.of(1, 2, 3, 4, 5, 6), Uint8Array.of(7, 0, 7));
  expect(clouds.map(({ name }) => name)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  expect(clouds[7]).toMatchObject({ x: [1, 5], y: [2, 6] });
  expect(clouds[0]).toMatchObject({ x: [3], y: [4] });
  expect(clouds[1]).toMatchObject({ x: [], y: [] });
  expect(new Set(clouds.map(({ colour }) => colour)).size).toBe(10);
});

it('classClouds: points and labels that do not belong together are a RangeError', () => {
  expect(() => classClouds([1, 2, 3], [0, 1])).toThrow(
    new RangeError('Expected points to be 4 numbers, got 3 (classClouds)'),
  );
});
