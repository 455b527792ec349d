import { expected } from '../errors.js';

/** Pixel values in [0, 1] as base64, a byte each: short enough for a result file. */
export const packPixels = (pixels: ArrayLike<number>): string =>
  Buffer.from(Uint8Array.from(pixels, (value) => Math.round(255 * Math.min(1, Math.max(0, value))))).toString('base64');

/** The pixel values back, in [0, 1], to 1/255. */
export const unpackPixels = (text: string): Float32Array =>
  Float32Array.from(Buffer.from(text, 'base64'), (byte) => byte / 255);

/** The same pixel values image by image, `size` of each. @throws RangeError if they do not make whole images */
export function unpackImages(text: string, size = 28 * 28): Float32Array[] {
  const pixels = unpackPixels(text);
  if (pixels.length % size !== 0) {
    throw new RangeError(expected('the pixels', `number a multiple of ${size}`, pixels.length, 'unpackImages'));
  }
  return Array.from({ length: pixels.length / size }, (_, i) => pixels.subarray(i * size, (i + 1) * size));
}
