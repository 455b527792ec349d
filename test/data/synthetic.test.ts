import { expect, it } from 'vitest';
import { syntheticDigits } from '../../src/data/synthetic.js';

const digits = syntheticDigits({ count: 3000, seed: 1 });
const image = (i: number): Uint8Array => digits.pixels.subarray(i * 784, (i + 1) * 784);

it('syntheticDigits: 28×28 grey, with all ten labels about equally often', () => {
  expect([digits.count, digits.height, digits.width, digits.white]).toEqual([3000, 28, 28, 255]);
  const perLabel = Array.from({ length: 10 }, (_, label) => digits.labels!.filter((l) => l === label).length);
  for (const count of perLabel) expect(Math.abs(count - 300)).toBeLessThan(85); // five standard deviations
});

it('syntheticDigits: a pure function of seed, name and index, whatever the count', () => {
  const few = syntheticDigits({ count: 20, seed: 1 });
  expect([...few.pixels]).toEqual([...digits.pixels.subarray(0, 20 * 784)]);
  expect([...syntheticDigits({ count: 20, seed: 2 }).pixels]).not.toEqual([...few.pixels]);
  expect([...syntheticDigits({ count: 20, seed: 1, name: 'test' }).pixels]).not.toEqual([...few.pixels]);
});

it('syntheticDigits: as much ink as MNIST has, soft edges, an empty border', () => {
  const mean = digits.pixels.reduce((sum, p) => sum + p, 0) / digits.pixels.length / 255;
  expect(mean).toBeGreaterThan(0.1); // MNIST: 0.13
  expect(mean).toBeLessThan(0.17);
  for (let i = 0; i < 200; i++) {
    expect(Math.max(...image(i))).toBeGreaterThan(200);
    expect(image(i).some((p) => p > 30 && p < 225)).toBe(true);
  }
  const corners = Array.from({ length: digits.count }, (_, i) => image(i)[0]! + image(i)[27]! + image(i)[783]!);
  expect(corners.every((ink) => ink === 0)).toBe(true);
});

it('syntheticDigits: the classes differ, as the nearest class mean tells', () => {
  const train = 2000;
  const means = Array.from({ length: 10 }, () => new Float64Array(784));
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < train; i++) {
    const label = digits.labels![i]!;
    counts[label]!++;
    const mean = means[label]!;
    for (const [k, p] of image(i).entries()) mean[k]! += p;
  }
  const distance = (i: number, label: number): number =>
    image(i).reduce((sum, p, k) => sum + (p - means[label]![k]! / counts[label]!) ** 2, 0);
  let right = 0;
  for (let i = train; i < 3000; i++) {
    const distances = means.map((_, label) => distance(i, label));
    if (distances.indexOf(Math.min(...distances)) === digits.labels![i]) right++;
  }
  // On MNIST this classifier is right in 82 of 100 cases: neither blobs nor copies of one drawing.
  expect(right / 1000).toBeGreaterThan(0.75);
  expect(new Set(Array.from({ length: 500 }, (_, i) => image(i).join())).size).toBe(500);
});
