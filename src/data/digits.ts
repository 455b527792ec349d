import { expected, UserError, unknownName } from '../errors.js';
import {
  type Binarisation,
  binarisations,
  type DigitSet,
  dataNames,
  isPlace,
  type Splits,
  shorten,
  sizes,
} from './digit-set.js';
import { binariseOnce, type Images, sliceImages } from './images.js';
import { givenFolders, locate } from './locate.js';
import { type ObtainOptions, obtainFiles, UnavailableError } from './obtain.js';
import { ownImages } from './own-images.js';
import { binarizedMnist, type DataFile, mnist } from './sources.js';
import { syntheticDigits } from './synthetic.js';

export interface DigitOptions extends Pick<ObtainOptions, 'folder' | 'offline' | 'onProgress'> {
  /**
   * `mnist`, `synthetic`, or the path of a folder or file of IDX images, of any names and any one size. Default `auto`:
   * MNIST where it can be had, else, if no folder was given, synthetic digits.
   */
  data?: string;
  /** Default `fixed`: Larochelle's for MNIST, and one seeded draw for other images. */
  binarisation?: Binarisation;
  /** Of the synthetic digits, of what is set apart of one's own images, and of their fixed binarisation. Default 0. */
  seed?: number;
  /** Training images at most, evenly spread over the set; a fifth as many for validation and for test. Default 50,000. */
  count?: number;
}

/**
 * Loads digits of 28×28 pixels, 50,000 for training, 10,000 each for validation and test, or images of one's own of any size.
 * MNIST is looked for in `folder`, the data folder and a neighbouring data folder, else downloaded, and checked against
 * its SHA-256 wherever it comes from. Grey MNIST keeps the last 10,000 of its 60,000 training images for validation.
 *
 * Images of one's own are IDX files in a folder, `data: 'letters'`, of any names: the training images have `train` in
 * theirs, or are the only file; test and validation images have `test`, `t10k` or `valid`, and are else drawn from the
 * training images by the seed, a sixth of these, or a seventh for each of the two. If `data` is a file, it is this one
 * with those beside it whose names differ in no other word. Where no byte is above 1, images are black and white already.
 * @throws UserError if a file is damaged, if a folder was given and there is no MNIST in it, if MNIST was asked for, by
 *   its name or with a folder, and can't be had, or if it is not clear which images of a folder are meant
 * @throws RangeError for an unknown name or a count below 1
 * @example
 * ```ts
 * import { batchPixels, loadDigits } from 'vinf';
 *
 * const digits = await loadDigits({ data: 'synthetic', count: 100 }); // without `data` MNIST, if it can be had
 * console.log(digits.train.count, digits.test.count, digits.train.height); // 100 20 28
 * console.log(batchPixels(digits.train, Uint32Array.of(0, 1)).length); // 1568
 * ```
 */
export async function loadDigits(options: DigitOptions = {}): Promise<DigitSet> {
  const { data = 'auto', binarisation = 'fixed', seed = 0, count = 50_000, ...where } = options;
  const named = (dataNames as readonly string[]).includes(data);
  if (!named && !isPlace(data)) throw new RangeError(unknownName('data', data, dataNames));
  if (!binarisations.includes(binarisation)) {
    throw new RangeError(unknownName('binarisation', binarisation, binarisations));
  }
  if (!Number.isInteger(count) || count < 1) throw new RangeError(expected('count', 'be a whole number from 1', count));
  if (where.folder !== undefined) await checkFolder(where.folder, data, named);
  if (!named) return ownImages(data, { binarisation, seed, count });
  if (data === 'synthetic') return synthetic(binarisation, seed, count);
  try {
    return await published(binarisation, where, count);
  } catch (error) {
    const mayStandIn = data === 'auto' && where.folder === undefined;
    if (!mayStandIn || !(error instanceof UnavailableError)) throw error;
    return { ...synthetic(binarisation, seed, count), standInReason: error.message };
  }
}

/** Digits from elsewhere must not stand in for a folder that was meant to have them. */
async function checkFolder(folder: string, data: string, named: boolean): Promise<void> {
  if (!named) throw new UserError(expected('folder', `be left out, as it is of MNIST and data is ${data}`, folder));
  const folders = await givenFolders(folder, ['mnist', 'binarized-mnist']);
  const files: DataFile[] = [...Object.values(mnist), ...Object.values(binarizedMnist)];
  const found = await Promise.all(files.map((file) => locate(file, folders)));
  if (data === 'synthetic' || found.some((path) => path !== undefined)) return;
  const names = files.map(({ name }) => name.replace(/\.gz$/, ''));
  const got = `none of them in ${folders.join(', ')}`;
  const problem = expected('the data folder that was given', `hold ${names.join(', ')} (or .gz of these)`, got);
  throw new UserError(`${problem}; images of other names are read by \`--data ${folder}\``);
}

async function published(binarisation: Binarisation, where: ObtainOptions, count: number): Promise<DigitSet> {
  const splits = shorten(await (binarisation === 'fixed' ? larochelle(where) : greyMnist(where)), count);
  const name = binarisation === 'fixed' ? 'binarized-mnist' : 'mnist';
  const how = { fixed: "Larochelle's fixed binarisation", dynamic: 'binarised afresh for every batch', grey: 'grey' };
  const description = `MNIST, ${how[binarisation]} (${sizes(splits)})`;
  return { name, synthetic: false, binarisation, description, ...splits };
}

function synthetic(binarisation: Binarisation, seed: number, count: number): DigitSet {
  const fifth = Math.ceil(count / 5);
  const draw = (name: string, size: number): Images => {
    const drawn = syntheticDigits({ count: size, seed, name });
    return binarisation === 'fixed' ? binariseOnce(drawn, seed, `synthetic digits, ${name}`) : drawn;
  };
  const splits = { train: draw('train', count), valid: draw('valid', fifth), test: draw('test', fifth) };
  const how = { fixed: 'binarised once', dynamic: 'binarised afresh for every batch', grey: 'grey' };
  const description = `synthetic digits, drawn by vinf in place of MNIST, ${how[binarisation]} (${sizes(splits)})`;
  return { name: 'synthetic', synthetic: true, binarisation, description, ...splits };
}

async function larochelle(where: ObtainOptions): Promise<Splits> {
  const { train, valid, test } = await obtainFiles(binarizedMnist, where);
  return { train: images(train, 1), valid: images(valid, 1), test: images(test, 1, sortedTestLabels()) };
}

async function greyMnist(where: ObtainOptions): Promise<Splits> {
  const { trainImages, trainLabels, testImages, testLabels } = await obtainFiles(mnist, where);
  const all = images(trainImages, 255, trainLabels);
  const [train, valid] = [sliceImages(all, 0, 50_000), sliceImages(all, 50_000, 60_000)];
  return { train, valid, test: images(testImages, 255, testLabels) };
}

/** Larochelle's test images are MNIST's sorted by label: so many of each of the ten digits. */
function sortedTestLabels(): Uint8Array {
  const perDigit = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];
  return Uint8Array.from(perDigit.flatMap((count, digit) => new Array<number>(count).fill(digit)));
}

function images(pixels: Uint8Array, white: 1 | 255, labels?: Uint8Array): Images {
  return { count: pixels.length / 784, height: 28, width: 28, white, pixels, ...(labels && { labels }) };
}
