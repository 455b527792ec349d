import { readFileSync } from 'node:fs';
import type { PublishedBounds } from '../../src/studies/mnist-analysis/figures.js';

/** What the 2015 paper reports for binarised MNIST, from `report/published.json`. */
export const publishedBounds = (): PublishedBounds[] =>
  JSON.parse(readFileSync(new URL('../../report/published.json', import.meta.url), 'utf8')).mnist;
