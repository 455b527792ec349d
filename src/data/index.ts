export * from './browser.js';
export type { Binarisation, DigitSet, ImageSource } from './digit-set.js';
export { type DigitOptions, loadDigits } from './digits.js';
export type { DownloadProgress } from './fetch.js';
export { readIdx } from './idx.js';
export { packPixels, unpackImages, unpackPixels } from './packed-pixels.js';
