export { findBrowser } from './browser.js';
export type { PrintSource } from './print-source.js';
export { openRenderer, type PictureSize, type PngOptions, type Renderer } from './renderer.js';
