import { expected, UserError } from '../errors.js';

const [zero, one] = [48, 49]; // the characters 0 and 1
const blanks: readonly number[] = [32, 9, 10, 13]; // space, tab, new line, carriage return

/**
 * Reads black and white images from `.amat` text: one image a line, a 0 or 1 for every pixel, separated by blanks or tabs.
 * @param shape how many images, height, width
 * @param where the file's name, for messages
 * @throws UserError for any other character, and for too few or too many pixels
 */
export function decodeAmat(bytes: Uint8Array, shape: readonly number[], where: string): Uint8Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const pixels = new Uint8Array(size);
  let count = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === zero || byte === one) pixels[count++] = byte - zero;
    else if (!blanks.includes(byte)) {
      throw new UserError(expected(where, 'hold only 0, 1 and blanks', `character code ${byte} at byte ${i}`));
    }
  }
  if (count !== size) throw new UserError(expected(where, `hold ${shape.join(' × ')} = ${size} pixels`, count));
  return pixels;
}
