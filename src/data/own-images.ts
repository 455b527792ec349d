import { createHash } from 'node:crypto';
import { basename, dirname, resolve } from 'node:path';
import { expected, UserError } from '../errors.js';
import { noise } from '../random/index.js';
import { type Binarisation, type DigitSet, type ImageSource, type Splits, shorten, sizes } from './digit-set.js';
import { bytesOf, readByteIdx } from './idx.js';
import { parseIdxName } from './idx-name.js';
import { findImageFiles, type ImageFiles, type PartFiles } from './image-files.js';
import { binariseOnce, type Images, pickImages } from './images.js';

export interface OwnImagesOptions {
  binarisation: Binarisation;
  /** Of what is set apart, and of the fixed binarisation. */
  seed: number;
  /** Training images at most. */
  count: number;
}

/** What has files of its own. */
interface Given {
  train: Images;
  valid: Images | undefined;
  test: Images | undefined;
}

/**
 * Images from IDX files of any names and any one size, see `findImageFiles`. Validation and test images that have no file
 * of their own are drawn by the seed from the training images, a sixth of these, or a seventh for each of the two, as
 * MNIST's 50,000, 10,000 and 10,000 are of all its images; what is left is in the order of the file.
 *
 * Bytes are grey values from 0 to 255, unless none is above 1: then the images are black and white already, and stay as
 * they are. The fixed binarisation of grey images is one draw, x ~ Bernoulli(pixel / 255), by the seed.
 * @param path a folder or a file
 * @throws UserError naming the file: one that is damaged, images of two sizes, or too few
 */
export async function ownImages(path: string, { binarisation, seed, count }: OwnImagesOptions): Promise<DigitSet> {
  const at = resolve(path);
  const files = await findImageFiles(at);
  const given = greyOrNot(await readAll(files));
  const whole = divided(given, files, seed);
  const short = shorten(whole, count);
  const found = foundIn(files, given, whole, seed) + thinnedTo(short, whole);
  const source: ImageSource = { path: at, found, sha256: checksum(whole) };
  const splits = binarised(short, binarisation, seed);
  const { height, width, white } = given.train;
  const how = { fixed: 'binarised once', dynamic: 'binarised afresh for every batch', grey: 'grey' }[binarisation];
  const name = nameOf(at, files.train);
  const description = `${name}, ${height} × ${width} pixels, ${white === 1 ? 'black and white' : how} (${sizes(splits)})`;
  return { name, synthetic: false, binarisation, description, source, ...splits };
}

async function readAll(files: ImageFiles): Promise<Given> {
  const train = await readPart(files.train);
  const other = async (part: PartFiles | undefined) => {
    if (!part) return undefined;
    const images = await readPart(part);
    if (sizeOf(images) === sizeOf(train)) return images;
    const wanted = `hold images of ${sizeOf(train)} pixels, as ${files.train.images.name} does`;
    throw new UserError(expected(part.images.path, wanted, sizeOf(images)));
  };
  return { train, valid: await other(files.valid), test: await other(files.test) };
}

const sizeOf = ({ height, width }: Images): string => `${height} × ${width}`;

async function readPart({ images: { path, name }, labels }: PartFiles): Promise<Images> {
  const { shape, data: pixels } = await readByteIdx(await bytesOf(path), path);
  const [count, height, width] = shape as [number, number, number];
  if (pixels.length === 0) throw new UserError(expected(path, 'hold images', `shape ${shape.join(' × ')}`));
  const images: Images = { count, height, width, white: 255, pixels };
  if (!labels) return images;
  const { data } = await readByteIdx(await bytesOf(labels.path), labels.path);
  if (data.length === count) return { ...images, labels: data };
  const wanted = `hold ${count} labels, as there are images in ${name}`;
  throw new UserError(expected(labels.path, wanted, data.length));
}

/** Images in which no byte is above 1 are black and white. */
function greyOrNot({ train, valid, test }: Given): Given {
  const isGrey = [train, valid, test].some((images) => images?.pixels.some((byte) => byte > 1));
  if (isGrey) return { train, valid, test };
  const binary = (images: Images | undefined) => images && { ...images, white: 1 as const };
  return { train: { ...train, white: 1 }, valid: binary(valid), test: binary(test) };
}

/** With what has no file of its own drawn from the training images. */
function divided({ train, valid, test }: Given, { train: { images } }: ImageFiles, seed: number): Splits {
  if (valid && test) return { train, valid, test };
  const shares = valid || test ? 6 : 7;
  const share = Math.floor(train.count / shares);
  if (share === 0) {
    const apart = [!valid && 'validation', !test && 'test'].filter(Boolean).join(' and ');
    throw new UserError(
      expected(images.path, `hold at least ${shares} images, some of them for ${apart}`, train.count),
    );
  }
  const order = noise(seed, 'images set apart').permutation(train.count);
  const drawn = (from: number, to: number) => pickImages(train, order.slice(from * share, to * share).sort());
  return {
    train: pickImages(train, order.slice((shares - 5) * share).sort()),
    valid: valid ?? drawn(0, 1),
    test: test ?? drawn(shares - 6, shares - 5),
  };
}

function binarised(splits: Splits, binarisation: Binarisation, seed: number): Splits {
  if (binarisation !== 'fixed' || splits.train.white === 1) return splits;
  const drawn = (part: keyof Splits) => binariseOnce(splits[part], seed, `images, ${part}`);
  return { train: drawn('train'), valid: drawn('valid'), test: drawn('test') };
}

const number = (count: number): string => count.toLocaleString('en-US');

const thinnedTo = ({ train }: Splits, whole: Splits): string =>
  train.count < whole.train.count ? `; evenly thinned to ${number(train.count)} training images` : '';

function foundIn(files: ImageFiles, given: Given, { valid, test }: Splits, seed: number): string {
  const apart = [
    ...(given.valid ? [] : [`${number(valid.count)} for validation`]),
    ...(given.test ? [] : [`${number(test.count)} for test`]),
  ].join(' and ');
  const inTraining = number(given.train.count) + (apart && `, of which ${apart} are set apart by seed ${seed}`);
  const of = (part: PartFiles | undefined, word: string, text: string) =>
    part ? [`${word} images from ${part.images.name} (${text})`] : [];
  return [
    ...of(files.train, 'training', inTraining),
    ...of(files.valid, 'validation', number(valid.count)),
    ...of(files.test, 'test', number(test.count)),
  ].join('; ');
}

function checksum({ train, valid, test }: Splits): string {
  const hash = createHash('sha256');
  for (const images of [train, valid, test]) hash.update(`${images.count} × ${sizeOf(images)}\n`).update(images.pixels);
  return hash.digest('hex');
}

/** Of a folder its own name, of a file what it has besides its part; else of the folder that it is in. */
function nameOf(path: string, { images }: PartFiles): string {
  if (path !== images.path) return basename(path);
  return parseIdxName(images.name).set || basename(dirname(path));
}
