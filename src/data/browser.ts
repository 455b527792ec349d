// What needs neither files nor a network.
export { evenIndices } from './even-indices.js';
export { type BatchOptions, batchPixels, binariseOnce, type Images, sliceImages } from './images.js';
export { type Idx, type IdxValues, parseIdx } from './parse-idx.js';
export { pixelCorrelation } from './pixel-correlation.js';
export { type SyntheticOptions, syntheticDigits } from './synthetic.js';
