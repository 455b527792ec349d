import type { Images } from '../../data/index.js';

/** The training image that is nearest to an image. */
export interface Nearest {
  index: number;
  /** In how many pixels the two differ */
  distance: number;
}

const words = 25; // ⌈784 / 32⌉

/** Black and white images, a bit per pixel: differences are counted 32 pixels at a time. */
export interface PackedImages {
  count: number;
  bits: Uint32Array;
}

/** Images as bits, 1 above ½ and 0 below. @param pixels count · 784 numbers */
export function packImages(pixels: ArrayLike<number>): PackedImages {
  const count = pixels.length / 784;
  const bits = new Uint32Array(count * words);
  for (let i = 0; i < pixels.length; i++) {
    const pixel = i % 784;
    if (pixels[i]! > 0.5) bits[Math.floor(i / 784) * words + (pixel >>> 5)]! |= 1 << (pixel & 31);
  }
  return { count, bits };
}

/** The same for images of a data set that are black and white. */
export const packSet = ({ pixels, white }: Images): PackedImages =>
  packImages(white === 1 ? pixels : Float32Array.from(pixels, (value) => value / white));

/** For each image its nearest one in a set, by the number of pixels that differ; the first of several. */
export function nearestIn(set: PackedImages, images: PackedImages): Nearest[] {
  return Array.from({ length: images.count }, (_, i) => {
    const best = { index: -1, distance: Number.POSITIVE_INFINITY };
    for (let j = 0; j < set.count; j++) {
      const distance = differences(images.bits, i * words, set.bits, j * words, best.distance);
      if (distance < best.distance) Object.assign(best, { index: j, distance });
    }
    return best;
  });
}

/** Number of bits that differ; counting ends once it is no longer below `most`. */
function differences(a: Uint32Array, i: number, b: Uint32Array, j: number, most: number): number {
  let count = 0;
  for (let k = 0; k < words && count < most; k++) count += bitCount(a[i + k]! ^ b[j + k]!);
  return count;
}

/** Set bits of a 32-bit word: sums of neighbours in ever wider fields. */
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
