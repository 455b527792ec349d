import { expected } from '../errors.js';
import type { Noise } from '../random/index.js';

/** Images of one size, one byte per pixel, image after image, row after row. */
export interface Images {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** The value of a white pixel: 255 for grey images, 1 for images that are already black and white. */
  readonly white: 1 | 255;
  /** [count · height · width], 0 … white */
  readonly pixels: Uint8Array;
  /** [count], 0 … 9; not every set has them */
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
 * @throws RangeError for an index outside the set
 */
export function batchPixels(
  images: Images,
  indices: ArrayLike<number>,
  { binarise }: BatchOptions = {},
): Float32Array<ArrayBuffer> {
  const { pixels, white } = images;
  const size = images.height * images.width;
  const batch = new Float32Array(indices.length * size);
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row]!;
    if (!(index >= 0 && index < images.count)) {
      throw new RangeError(expected('image index', `be from 0 to ${images.count - 1}`, index));
    }
    const from = index * size;
    const to = row * size;
    for (let i = 0; i < size; i++) batch[to + i] = pixels[from + i]! / white;
  }
  if (binarise !== undefined && white !== 1) binariseInPlace(batch, binarise);
  return batch;
}

/** Grey images drawn once as black and white ones: each pixel is 1 with probability pixel / 255. */
export function binariseOnce(images: Images, draw: Noise): Images {
  const everything = Uint32Array.from({ length: images.count }, (_, i) => i);
  const pixels = Uint8Array.from(batchPixels(images, everything, { binarise: draw }));
  return { ...images, white: 1, pixels };
}

/** The first `count` images (all of them if there are fewer), sharing memory. */
export function firstImages(images: Images, count: number): Images {
  const kept = Math.min(count, images.count);
  const { pixels, labels, ...rest } = sliceImages(images, 0, kept);
  return { ...rest, pixels, ...(labels && { labels }) };
}

/** Images `start` … `end` − 1, sharing memory. */
export function sliceImages(images: Images, start: number, end: number): Images {
  const size = images.height * images.width;
  const { labels } = images;
  return {
    ...images,
    count: end - start,
    pixels: images.pixels.subarray(start * size, end * size),
    ...(labels && { labels: labels.subarray(start, end) }),
  };
}

function binariseInPlace(batch: Float32Array, draw: Noise): void {
  let greys = 0;
  for (let i = 0; i < batch.length; i++) if (batch[i]! > 0 && batch[i]! < 1) greys++;
  const uniform = draw.uniform(greys);
  let used = 0;
  for (let i = 0; i < batch.length; i++) {
    const probability = batch[i]!;
    if (probability > 0 && probability < 1) batch[i] = uniform[used++]! < probability ? 1 : 0;
  }
}
