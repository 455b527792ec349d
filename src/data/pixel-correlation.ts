import * as tf from '@tensorflow/tfjs';
import type { Images } from './images.js';

/** Standard deviation, of pixels in [0, 1], up to which a pixel counts as constant. */
const hardlyVaries = 0.05;

/**
 * Correlation of any two pixels over a set of images, [D][D] with D = height · width, pixels row after row.
 * A pixel that hardly varies, such as those in the corners of digits, gets 0 with every pixel, itself included.
 */
export function pixelCorrelation(images: Images): number[][] {
  const { count, height, width } = images;
  const D = height * width;
  const standardised = new Float32Array(D * count);
  for (let j = 0; j < D; j++) standardised.set(standardisedPixel(images, j), j * count);
  return tf.tidy(() => {
    const x = tf.tensor2d(standardised, [D, count]);
    return tf.matMul(x, tf.transpose(x)).div(count).arraySync() as number[][];
  });
}

/** Pixel j of each image minus its mean over its standard deviation; zeros if it hardly varies. */
function standardisedPixel({ count, height, width, white, pixels }: Images, j: number): Float64Array {
  const values = Float64Array.from({ length: count }, (_, i) => pixels[i * height * width + j]! / white);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
  return values.map((value) => (std > hardlyVaries ? (value - mean) / std : 0));
}
