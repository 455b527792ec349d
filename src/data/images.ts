import { checkCount, expected } from '../errors.js';
import { type Noise, noise } from '../random/index.js';
import { evenIndices } from './even-indices.js';

/** Images of one size, one byte per pixel, image after image, row after row. */
export interface Images {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** The value of a white pixel: 255 for grey images, 1 for images that are already black and white. */
  readonly white: 1 | 255;
  /** [count · height · width], 0 … white */
  readonly pixels: Uint8Array;
  /** [count], for digits 0 … 9; not every set has them */
  readonly labels?: Uint8Array;
}

export interface BatchOptions {
  /** Binarises grey pixels with these random numbers; without it grey pixels stay grey. */
  binarise?: Noise;
}

/**
 * The chosen images as numbers in [0, 1]. With `binarise`, x ~ Bernoulli(pixel / 255): "dynamic" binarisation,
 * as in Burda, Grosse & Salakhutdinov 2016, section 5, drawn afresh for every batch.
 * Only pixels that are truly grey use up random numbers, so black and white images pass unchanged.
 * @param indices which images, in order; repeats are allowed
 * @returns       [indices.length · height · width]
 * @throws RangeError for an index that is no whole number or outside the set
 */
export function batchPixels(images: Images, indices: ArrayLike<number>, { binarise }: BatchOptions = {}): Float32Array {
  const size = images.height * images.width;
  const batch = new Float32Array(indices.length * size);
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row]!;
    if (!(Number.isInteger(index) && index >= 0 && index < images.count)) {
      throw new RangeError(expected('image index', `be a whole number from 0 to ${images.count - 1}`, index));
    }
    batch.set(images.pixels.subarray(index * size, (index + 1) * size), row * size);
  }
  if (images.white === 255) {
    if (binarise === undefined) for (let i = 0; i < batch.length; i++) batch[i] = batch[i]! / 255;
    else binariseInPlace(batch, binarise);
  }
  return batch;
}

/**
 * Grey images drawn once as black and white ones: each pixel is 1 with probability pixel / 255.
 * What image i becomes is a pure function of (seed, name, i), whatever the count.
 */
export function binariseOnce(images: Images, seed: number, name: string): Images {
  const size = images.height * images.width;
  const pixels = new Uint8Array(images.pixels.length);
  for (let i = 0; i < images.count; i++) {
    pixels.set(batchPixels(images, [i], { binarise: noise(seed, `binarise: ${name}`, i) }), i * size);
  }
  return { ...images, white: 1, pixels };
}

/**
 * Images `start` … `end` − 1 (or fewer, where the set is smaller), sharing memory.
 * @throws RangeError unless both are whole numbers, start at least 0 and end at least start
 */
export function sliceImages(images: Images, start: number, end: number): Images {
  checkCount('start', start, 'sliceImages', 0);
  checkCount('end', end, 'sliceImages', start);
  const size = images.height * images.width;
  const { labels } = images;
  return {
    ...images,
    count: Math.max(Math.min(end, images.count) - start, 0),
    pixels: images.pixels.subarray(start * size, end * size),
    ...(labels && { labels: labels.subarray(start, end) }),
  };
}

/**
 * `count` images evenly spread over the set, in its order (a set sorted by label keeps all its labels); or all of them.
 * @throws RangeError unless count is a whole number of at least 0
 */
export function thinImages(images: Images, count: number): Images {
  checkCount('count', count, 'thinImages', 0);
  return count >= images.count ? images : pickImages(images, evenIndices(count, images.count));
}

/** Copies of the chosen images, in that order; repeats are allowed. @param indices 0 … count − 1, unchecked */
export function pickImages(images: Images, indices: Uint32Array): Images {
  const size = images.height * images.width;
  const { labels } = images;
  const pixels = new Uint8Array(indices.length * size);
  indices.forEach((from, i) => void pixels.set(images.pixels.subarray(from * size, (from + 1) * size), i * size));
  const picked = labels && { labels: Uint8Array.from(indices, (i) => labels[i]!) };
  return { ...images, count: indices.length, pixels, ...picked };
}

/** Values 0 … 255 become 0 or 1. */
function binariseInPlace(batch: Float32Array, draw: Noise): void {
  const greys = new Uint32Array(batch.length);
  let count = 0;
  for (let i = 0; i < batch.length; i++) {
    if (batch[i] === 0) continue;
    if (batch[i] === 255) batch[i] = 1;
    else greys[count++] = i;
  }
  const uniform = draw.uniform(count);
  for (let k = 0; k < count; k++) {
    const i = greys[k]!;
    batch[i] = 255 * uniform[k]! < batch[i]! ? 1 : 0;
  }
}
