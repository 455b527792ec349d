import { expect, it } from 'vitest';
import { batchPixels, binariseOnce, type Images, sliceImages, thinImages } from '../../src/data/images.js';
import { noise } from '../../src/random/noise.js';

/** `count` images of 2×2, image i filled with `pixel(i)` and labelled i. */
function flat(count: number, pixel: (i: number) => number, white: 1 | 255 = 255): Images {
  const pixels = Uint8Array.from({ length: count * 4 }, (_, k) => pixel(Math.floor(k / 4)));
  return { count, height: 2, width: 2, white, pixels, labels: Uint8Array.from({ length: count }, (_, i) => i) };
}

it('batchPixels: the chosen images in order, grey in [0, 1], black and white as they are', () => {
  const grey = batchPixels(
    flat(4, (i) => i * 85),
    [2, 0, 2],
  );
  expect([...grey]).toEqual([2, 0, 2].flatMap((i) => Array(4).fill(Math.fround((i * 85) / 255))));
  expect([
    ...batchPixels(
      flat(2, (i) => i, 1),
      Uint32Array.of(1, 0),
    ),
  ]).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
});

it('batchPixels: dynamic binarisation has the grey value as its mean, exactly 0 and 1 at the ends', () => {
  const images = flat(256, (i) => i);
  const indices = Array.from({ length: 256 }, (_, i) => i);
  const sums = new Float64Array(256);
  const rounds = 500;
  for (let step = 0; step < rounds; step++) {
    const batch = batchPixels(images, indices, { binarise: noise(3, 'test', step) });
    batch.forEach((x, k) => {
      if (x !== 0 && x !== 1) throw new Error(`pixel ${x}`);
      sums[k >> 2]! += x;
    });
  }
  const draws = 4 * rounds;
  expect([sums[0], sums[255]]).toEqual([0, draws]);
  for (let i = 1; i < 255; i++) {
    const p = i / 255;
    // Five standard deviations: over 254 means, one in 7,000 seeds would fail.
    expect(Math.abs(sums[i]! / draws - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / draws));
  }
});

it('batchPixels: the same noise gives the same batch, another step another one; fixed images ignore it', () => {
  const images = flat(50, () => 128);
  const batch = (step: number): number[] => [...batchPixels(images, [1, 2, 3, 4], { binarise: noise(0, 'a', step) })];
  expect(batch(7)).toEqual(batch(7));
  expect(batch(7)).not.toEqual(batch(8));
  expect([
    ...batchPixels(
      flat(1, () => 1, 1),
      [0],
      { binarise: noise(0, 'a') },
    ),
  ]).toEqual([1, 1, 1, 1]);
});

it.each([-1, 3, 0.5, Number.NaN])('batchPixels: index %d is a RangeError with expected and got', (index) => {
  expect(() =>
    batchPixels(
      flat(3, () => 0),
      [index],
    ),
  ).toThrow(new RangeError(`Expected image index to be a whole number from 0 to 2, got ${index}`));
});

it('binariseOnce: black and white, the same every time, and an image does not depend on the count', () => {
  const images = flat(40, (i) => 6 * i);
  const binary = binariseOnce(images, 5, 'test');
  expect(binary.white).toBe(1);
  expect(Math.max(...binary.pixels)).toBe(1);
  expect(binariseOnce(images, 5, 'test')).toEqual(binary);
  expect(binariseOnce(sliceImages(images, 0, 10), 5, 'test').pixels).toEqual(binary.pixels.slice(0, 40));
  expect(binariseOnce(images, 6, 'test').pixels).not.toEqual(binary.pixels);
});

it('sliceImages, thinImages: pixels and labels stay together', () => {
  const images = flat(10, (i) => 10 * i);
  const slice = sliceImages(images, 7, 12);
  expect([slice.count, [...slice.labels!], slice.pixels[0]]).toEqual([3, [7, 8, 9], 70]);
  const thin = thinImages(images, 5);
  expect([thin.count, [...thin.labels!]]).toEqual([5, [0, 2, 4, 6, 8]]);
  expect([...thin.pixels]).toEqual([0, 20, 40, 60, 80].flatMap((p) => [p, p, p, p]));
  expect(thinImages(images, 10)).toBe(images);
});

it('counts and places of images that are none are refused', () => {
  const images = flat(3, () => 0);
  for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => thinImages(images, wrong)).toThrow(`Expected count to be a whole number of at least 0, got ${wrong}`);
    expect(() => sliceImages(images, wrong, 3)).toThrow(
      `Expected start to be a whole number of at least 0, got ${wrong}`,
    );
    expect(() => sliceImages(images, 1, wrong)).toThrow(
      `Expected end to be a whole number of at least 1, got ${wrong}`,
    );
  }
  expect(thinImages(images, 0).count).toBe(0);
  expect(sliceImages(images, 2, 2).count).toBe(0);
});
