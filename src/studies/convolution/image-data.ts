import { type DigitSet, evenIndices, type Images } from '../../data/index.js';
import { type Noise, noise } from '../../random/index.js';
import { epochBatches } from '../../training/epoch-batches.js';
import { pixelCount } from './image-flows.js';

/** Keeps the logit of a black or white pixel finite: y = logit(α + (1 − 2α)x). Papamakarios et al. 2017, section 4.3. */
export const alpha = 1e-6;

/** Of dequantisation noise for training, and for measuring: all models are measured at the same points. */
const names = { fit: 'dequantise', part: (part: string) => `dequantise/${part}` };
const evaluationSeed = 20150710;

/** Mean and standard deviation of the logit of each pixel over training images: the same for all models. */
export interface Standardisation {
  mean: Float64Array;
  std: Float64Array;
}

/** Images as points of ℝ⁷⁸⁴. */
export interface LogitImages {
  count: number;
  /** [count · 784], (logit − mean)/std of each dequantised pixel */
  v: Float32Array;
  /** [count], Σ ln|dv/dx|, nats, with x = (byte + u)/256 */
  logVolume: Float64Array;
}

/** Bits per dimension of bytes, from ln q of the standardised logits: −log₂ p(byte + u)/784. */
export const bitsPerDimension = (logProb: number, logVolume: number): number =>
  8 - (logProb + logVolume) / (pixelCount * Math.LN2);

/** Mean and standard deviation of each pixel's logit. @param images grey, one byte per pixel */
function standardisation(images: Images): Standardisation {
  const [sum, squares] = [new Float64Array(pixelCount), new Float64Array(pixelCount)];
  for (let i = 0; i < images.count; i++) {
    const u = noise(0, names.fit, i).uniform(pixelCount);
    for (let j = 0; j < pixelCount; j++) {
      const y = logit(images.pixels[i * pixelCount + j]!, u[j]!);
      sum[j]! += y;
      squares[j]! += y * y;
    }
  }
  const mean = sum.map((total) => total / images.count);
  return { mean, std: squares.map((total, j) => Math.sqrt(total / images.count - mean[j]! ** 2)) };
}

const inside = (byte: number, u: number): number => alpha + ((1 - 2 * alpha) * (byte + u)) / 256;

function logit(byte: number, u: number): number {
  const p = inside(byte, u);
  return Math.log(p / (1 - p));
}

/** Dequantised, as logits, standardised. @param draw the noise u ~ U[0, 1) */
export function logitImages(
  images: Images,
  indices: ArrayLike<number>,
  { mean, std }: Standardisation,
  draw: Noise,
): LogitImages {
  const count = indices.length;
  const u = draw.uniform(count * pixelCount);
  const v = new Float32Array(count * pixelCount);
  const logVolume = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let total = 0;
    for (let j = 0; j < pixelCount; j++) {
      const at = i * pixelCount + j;
      const p = inside(images.pixels[indices[i]! * pixelCount + j]!, u[at]!);
      v[at] = (Math.log(p / (1 - p)) - mean[j]!) / std[j]!;
      total -= Math.log(p * (1 - p) * std[j]!);
    }
    logVolume[i] = total + pixelCount * Math.log(1 - 2 * alpha);
  }
  return { count, v, logVolume };
}

/** Bytes of standardised logits, to be looked at. */
export function bytesOf(v: ArrayLike<number>, { mean, std }: Standardisation): Uint8Array {
  return Uint8Array.from(v, (value, at) => {
    const j = at % pixelCount;
    const p = 1 / (1 + Math.exp(-(value * std[j]! + mean[j]!)));
    return Math.min(255, Math.max(0, Math.floor((256 * (p - alpha)) / (1 - 2 * alpha))));
  });
}

/** What all image density models of a study share. */
export interface ImageDensityData {
  digits: DigitSet;
  scale: Standardisation;
  valid: LogitImages;
  test: LogitImages;
}

/** Images at most in the validation part: it only chooses when to stop. */
const mostValid = 2000;

/** Validation and test images, standardised as the training images are. @param digits grey */
export function imageDensityData(digits: DigitSet): ImageDensityData {
  const scale = standardisation(digits.train);
  const part = (name: 'valid' | 'test', most = Number.POSITIVE_INFINITY) => {
    const images = digits[name];
    const count = Math.min(images.count, most);
    return logitImages(images, evenIndices(count, images.count), scale, noise(evaluationSeed, names.part(name)));
  };
  return { digits, scale, valid: part('valid', mostValid), test: part('test') };
}

/** Batches of images with fresh noise, a function of the number of the update. */
export function imageBatches({ digits: { train }, scale }: ImageDensityData, batch: number, seed: number) {
  const indices = epochBatches(train.count, { batch, seed, stream: 'images/order' });
  return (step: number) => ({
    x: logitImages(train, indices(step), scale, noise(seed, `${names.fit}/batch`, step)).v,
  });
}
