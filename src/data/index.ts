export { type Binarisation, type DigitOptions, type DigitSet, loadDigits } from './digits.js';
export { evenIndices } from './even-indices.js';
export type { DownloadProgress } from './fetch.js';
export { readIdx } from './idx.js';
export { type BatchOptions, batchPixels, binariseOnce, type Images, sliceImages } from './images.js';
export { packPixels, unpackImages, unpackPixels } from './packed-pixels.js';
export { type Idx, type IdxValues, parseIdx } from './parse-idx.js';
export { pixelCorrelation } from './pixel-correlation.js';
export { type SyntheticOptions, syntheticDigits } from './synthetic.js';
