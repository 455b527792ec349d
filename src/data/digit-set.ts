import { existsSync } from 'node:fs';
import { type Images, thinImages } from './images.js';

/** What `loadDigits` knows by name. */
export const dataNames = ['auto', 'mnist', 'synthetic'] as const;

/** Whether a text means a place, and no name: it has a slash, or there is such a file or folder. */
export const isPlace = (data: string): boolean => /[/\\]/.test(data) || existsSync(data);

/** The kinds of `Binarisation`. */
export const binarisations = ['fixed', 'dynamic', 'grey'] as const;

/** `fixed`: black and white once and for all; `dynamic`: grey, to be binarised for every batch; `grey`: grey. */
export type Binarisation = (typeof binarisations)[number];

/** Images for training, validation and test, and how to speak of them. */
export interface DigitSet {
  /** `mnist`, `binarized-mnist` or `synthetic`; of images of one's own the name of their folder or file. */
  readonly name: string;
  /** Whether the digits were drawn by this library instead of by people. */
  readonly synthetic: boolean;
  readonly binarisation: Binarisation;
  /** One sentence, without full stop, for captions and logs; says "synthetic digits" when they are. */
  readonly description: string;
  /** Why synthetic digits stand in for MNIST, when they do without having been asked for. */
  readonly standInReason?: string;
  /** Where images of one's own come from; digits have none. */
  readonly source?: ImageSource;
  readonly train: Images;
  readonly valid: Images;
  readonly test: Images;
}

/** Where images of one's own come from. */
export interface ImageSource {
  /** Their folder or file, from the root. */
  readonly path: string;
  /** The files, and what was set apart, in one sentence without full stop. */
  readonly found: string;
  /** SHA-256 of the sizes and pixels of training, validation and test images, before they are thinned and binarised. */
  readonly sha256: string;
}

export type Splits = Pick<DigitSet, 'train' | 'valid' | 'test'>;

/** So many training images at most, and a fifth as many of the others. */
export function shorten({ train, valid, test }: Splits, count: number): Splits {
  const fifth = Math.ceil(count / 5);
  return { train: thinImages(train, count), valid: thinImages(valid, fifth), test: thinImages(test, fifth) };
}

/** `50,000 training, 10,000 validation, 10,000 test images` */
export function sizes({ train, valid, test }: Splits): string {
  const [a, b, c] = [train, valid, test].map(({ count }) => count.toLocaleString('en-US'));
  return `${a} training, ${b} validation, ${c} test images`;
}
