import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, expect, it } from 'vitest';
import { type DigitOptions, loadDigits } from '../../src/data/digits.js';
import { parseIdxName } from '../../src/data/idx-name.js';
import { findImageFiles } from '../../src/data/image-files.js';
import type { Images } from '../../src/data/images.js';
import { UserError } from '../../src/errors.js';
import { folderWith } from '../support/folders.js';
import { idxBytes } from '../support/idx-bytes.js';
import { bars, barsFile, writeSet } from '../support/image-sets.js';

let folder: string;
beforeEach(() => {
  folder = folderWith();
});
const put = (files: Record<string, Uint8Array>) => writeSet(folder, files);
const load = (options: DigitOptions = {}) => loadDigits({ data: folder, binarisation: 'grey', ...options });
const labels = (count: number) => idxBytes([count], new Array(count).fill(3));
/** Each image of a set as text. */
const imagesOf = ({ count, height, width, pixels }: Images): string[] =>
  Array.from({ length: count }, (_, i) => pixels.subarray(i * height * width, (i + 1) * height * width).join());

it.each([
  ['emnist-letters-train-images-idx3-ubyte.gz', 'train', 'emnist-letters'],
  ['t10k-images-idx3-ubyte', 'test', ''],
  ['qmnist_test_images.idx3-ubyte.GZ', 'test', 'qmnist'],
  ['lettersTrainImages.idx', 'train', 'letters'],
  ['training.idx3', 'train', ''],
  ['Validation-images', 'valid', ''],
  ['val.idx', 'valid', ''],
  ['values.idx', undefined, 'values'],
  ['latest-contest.idx', undefined, 'latest-contest'],
  ['train-test.idx', undefined, ''],
  ['all.idx', undefined, 'all'],
])('parseIdxName: %s is part %s of set "%s"', (name, part, set) => {
  expect(parseIdxName(name)).toEqual({ set, ...(part && { part }) });
});

it('loadDigits: a folder of images of another size, gzip and not, with its own test images', async () => {
  put({
    'letters-train-images-idx3-ubyte.gz': barsFile(60, 12, 10),
    'letters-train-labels-idx1-ubyte.gz': idxBytes(
      [60],
      Array.from({ length: 60 }, (_, i) => i),
    ),
    'letters-t10k-images-idx3-ubyte': barsFile(15, 12, 10, 1),
    'letters-t10k-labels-idx1-ubyte': labels(15),
    'test.txt': new TextEncoder().encode('none of the images'),
  });
  const set = await load();
  const { train, valid, test, source } = set;
  expect(set).toMatchObject({ name: basename(folder), synthetic: false, binarisation: 'grey' });
  expect(set.description).toBe(
    `${basename(folder)}, 12 × 10 pixels, grey (50 training, 10 validation, 15 test images)`,
  );
  expect(source?.found).toBe(
    'training images from letters-train-images-idx3-ubyte.gz (60, of which 10 for validation are set apart by seed 0); ' +
      'test images from letters-t10k-images-idx3-ubyte (15)',
  );
  expect(source?.path).toBe(folder);
  for (const part of [train, valid, test]) expect(part).toMatchObject({ height: 12, width: 10, white: 255 });
  expect([...test.pixels]).toEqual([...bars(15, 12, 10, 1)]);
  expect([...test.labels!]).toEqual(new Array(15).fill(3));
  // Every training image is in one part, with its own label, in the order of the file.
  const whole = imagesOf({ count: 60, height: 12, width: 10, white: 255, pixels: bars(60, 12, 10) });
  for (const part of [train, valid]) {
    expect(imagesOf(part)).toEqual([...part.labels!].map((label) => whole[label]));
    expect([...part.labels!]).toEqual([...part.labels!].sort((a, b) => a - b));
  }
  expect([...train.labels!, ...valid.labels!].sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i));
});

it('loadDigits: what is set apart is by the seed, and the same each time', async () => {
  put({ 'all.idx': barsFile(70, 6, 5) });
  const [one, again, other] = [await load(), await load(), await load({ seed: 1 })];
  expect([one.train.count, one.valid.count, one.test.count]).toEqual([50, 10, 10]);
  expect(one.source?.found).toBe(
    'training images from all.idx (70, of which 10 for validation and 10 for test are set apart by seed 0)',
  );
  expect(again).toEqual(one);
  expect(imagesOf(other.test)).not.toEqual(imagesOf(one.test));
  expect(other.source?.sha256).not.toBe(one.source?.sha256);
});

it('loadDigits: parts that have files are taken whole', async () => {
  const [train, valid, test] = [barsFile(9, 4, 4), barsFile(2, 4, 4, 1), barsFile(3, 4, 4, 2)];
  put({ 'train.idx': train, 'valid.idx.gz': valid });
  const drawn = await load();
  expect([drawn.train.count, drawn.valid.count, drawn.test.count]).toEqual([8, 2, 1]);
  put({ 'test.idx': test });
  const { source, ...set } = await load();
  expect([...set.train.pixels]).toEqual([...bars(9, 4, 4)]);
  expect([...set.valid.pixels]).toEqual([...bars(2, 4, 4, 1)]);
  expect(source?.found).toBe(
    'training images from train.idx (9); validation images from valid.idx.gz (2); test images from test.idx (3)',
  );
});

it('loadDigits: the checksum is of the images, not of their names, their packing or the options', async () => {
  const [train, test] = [barsFile(12, 4, 6), barsFile(4, 4, 6, 1)];
  const of = async (files: Record<string, Uint8Array>, options: DigitOptions = {}) =>
    (await loadDigits({ data: writeSet(folderWith(), files), ...options })).source?.sha256;
  const sum = await of({ 'train.idx': train, 'test.idx': test });
  expect(await of({ 'a-train-images-idx3-ubyte.gz': train, 't10k.gz': test })).toBe(sum);
  expect(await of({ 'train.idx': train, 'test.idx': test }, { binarisation: 'dynamic', count: 5 })).toBe(sum);
  const changed = test.slice();
  changed[30]! ^= 1;
  const turned = idxBytes([4, 6, 4], bars(4, 4, 6, 1));
  const all = [
    sum,
    await of({ 'train.idx': train, 'test.idx': changed }),
    await of({ 'train.idx': train, 'valid.idx': test }),
    await of({ 'train.idx': idxBytes([12, 6, 4], bars(12, 4, 6)), 'test.idx': turned }),
  ];
  expect(new Set(all).size).toBe(all.length);
});

it('loadDigits: images are thinned to a count, and say so', async () => {
  put({ 'train.idx': barsFile(60, 3, 3), 'test.idx': barsFile(30, 3, 3) });
  const { train, valid, test, source } = await load({ count: 20 });
  expect([train.count, valid.count, test.count]).toEqual([20, 4, 4]);
  expect(source?.found).toMatch(/; evenly thinned to 20 training images$/);
});

it('loadDigits: grey images are binarised once by the seed, afresh, or not', async () => {
  put({ 'train.idx': barsFile(6, 20, 28), 'test.idx': barsFile(2, 20, 28) });
  const [grey, dynamic, fixed, again, other] = await Promise.all([
    load(),
    load({ binarisation: 'dynamic' }),
    load({ binarisation: 'fixed' }),
    load({ binarisation: 'fixed' }),
    load({ binarisation: 'fixed', seed: 1 }),
  ]);
  expect(dynamic.train).toEqual(grey.train);
  expect(dynamic.description).toContain('28 pixels, binarised afresh for every batch (');
  expect(fixed.description).toContain('28 pixels, binarised once (');
  expect(fixed.test.white).toBe(1);
  expect(again).toEqual(fixed);
  expect(imagesOf(other.test)).not.toEqual(imagesOf(fixed.test));
  const mean = (pixels: Uint8Array) => pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length;
  // 1120 pixels, 53 of them nearly always 1, the others with probability 20/255: the mean's standard error is below 0.01.
  expect(Math.abs(mean(fixed.test.pixels) - mean(grey.test.pixels) / 255)).toBeLessThan(0.03);
});

it.each([
  'fixed',
  'dynamic',
  'grey',
] as const)('loadDigits: black and white images stay as they are, %s', async (binarisation) => {
  const bits = bars(20, 5, 7).map((grey) => (grey > 99 ? 1 : 0));
  put({ 'train.idx': idxBytes([20, 5, 7], bits), 'test.idx': idxBytes([20, 5, 7], bits) });
  const { test, description } = await load({ binarisation });
  expect(test.white).toBe(1);
  expect([...test.pixels]).toEqual([...bits]);
  expect(description).toContain('5 × 7 pixels, black and white (');
});

it('loadDigits: a file stands for itself and the other parts of its set', async () => {
  put({
    'gzip/emnist-digits-train-images-idx3-ubyte.gz': barsFile(8, 4, 4),
    'gzip/emnist-digits-test-images-idx3-ubyte.gz': barsFile(3, 4, 4),
    'gzip/emnist-letters-train-images-idx3-ubyte.gz': barsFile(12, 4, 4),
    'gzip/emnist-letters-train-labels-idx1-ubyte.gz': labels(12),
    'gzip/emnist-letters-test-images-idx3-ubyte.gz': barsFile(8, 4, 4),
    'gzip/emnist-other-test-images-idx3-ubyte.gz': new Uint8Array(3), // Of another set: nobody looks at it.
  });
  const data = join(folder, 'gzip/emnist-letters-train-images-idx3-ubyte.gz');
  const set = await load({ data });
  expect(set.name).toBe('emnist-letters');
  expect([set.train.count, set.valid.count, set.test.count]).toEqual([10, 2, 8]);
  expect(set.train.labels?.length).toBe(10);
  const alone = await load({ data: data.replace('train', 'test') });
  expect(alone.source?.found).toBe(
    'training images from emnist-letters-test-images-idx3-ubyte.gz (8, of which 1 for validation and 1 for test are set apart by seed 0)',
  );
});

it('findImageFiles: of a file and its gzip the one that is plain, no hidden files, no folders', async () => {
  put({
    'train-images-idx3-ubyte': barsFile(2, 2, 2),
    'train-images-idx3-ubyte.gz': barsFile(2, 2, 2),
    '._train-images-idx3-ubyte': Uint8Array.of(0, 5, 22),
    'other-train-images-idx3-ubyte/a': barsFile(2, 2, 2),
  });
  expect((await findImageFiles(folder)).train.images.name).toBe('train-images-idx3-ubyte');
});

const [small, test] = [barsFile(14, 4, 5), barsFile(3, 4, 5)];
it.each<[string, Record<string, Uint8Array>, string]>([
  ['empty', {}, '$ to hold an IDX file of images (shape count × height × width), got no such file'],
  [
    'no IDX',
    { 'a.txt': Uint8Array.of(65), 'b.gz': Uint8Array.of(66) },
    '$ to hold an IDX file of images (shape count × height × width), got no such file among a.txt, b.gz',
  ],
  [
    'another folder in it',
    { 'raw/train.idx': small },
    '$ to hold an IDX file of images (shape count × height × width), got no such file among raw',
  ],
  [
    'labels only',
    { 'train-labels-idx1-ubyte': labels(5), 'rows.idx': idxBytes([3, 2], new Array(6).fill(1), 'short') },
    '$ to hold an IDX file of images (shape count × height × width), got only rows.idx (shape 3 × 2), train-labels-idx1-ubyte (shape 5)',
  ],
  [
    'two sets',
    { 'a-train.idx': small, 'b-train.idx': small, 'a-test.idx': test },
    '$ to hold one file of training images, with "train" in its name or alone, got a-train.idx, b-train.idx; say which file is meant, such as --data $/a-train.idx',
  ],
  [
    'two files without a word',
    { 'a.idx': small, 'b.idx.gz': small },
    '$ to hold one file of training images, with "train" in its name or alone, got a.idx, b.idx.gz; say which file is meant, such as --data $/a.idx',
  ],
  [
    'test images only',
    { 't10k-images-idx3-ubyte': small },
    '$ to hold one file of training images, with "train" in its name or alone, got t10k-images-idx3-ubyte; say which file is meant, such as --data $/t10k-images-idx3-ubyte',
  ],
  [
    'two files of test images',
    { 'train.idx': small, 'a-test.idx': test, 'b-test.idx': test },
    '$ to hold one file of test images, got a-test.idx, b-test.idx; leave the one that is meant',
  ],
  [
    'a cut file',
    { 'train.idx': small.subarray(0, -1), 'test.idx': test },
    '$/train.idx to hold 14 × 4 × 5 = 280 bytes after its header, got only 279 (truncated)',
  ],
  [
    'a file cut in its header',
    { 'train.idx': small.subarray(0, 11), 'test.idx': test },
    '$/train.idx to hold a header of 16 bytes, got only 11 (truncated)',
  ],
  [
    'a file of nothing',
    { 'train-images-idx3-ubyte.gz': small, 't10k-images-idx3-ubyte': new Uint8Array() },
    '$/t10k-images-idx3-ubyte to start as IDX files do, with 00 00, a type (08, 09 or 0b to 0e) and a rank of at least 01, got an empty file',
  ],
  [
    'a cut gzip file',
    { 'train.idx': small, 'test.idx': gzipSync(test).subarray(0, -9) },
    '$/test.idx to be whole gzip data, got damaged data (unexpected end of file)',
  ],
  [
    'a file that is something else',
    { 'train.idx': small, 'test-images': Uint8Array.of(60, 104, 116, 109, 108) },
    '$/test-images to start as IDX files do, with 00 00, a type (08, 09 or 0b to 0e) and a rank of at least 01, got 3c 68 74 6d',
  ],
  [
    'images of two sizes',
    { 'train.idx': small, 'test.idx': barsFile(3, 5, 4) },
    '$/test.idx to hold images of 4 × 5 pixels, as train.idx does, got 5 × 4',
  ],
  [
    'too few for two parts',
    { 'a.idx': barsFile(6, 4, 4) },
    '$/a.idx to hold at least 7 images, some of them for validation and test, got 6',
  ],
  [
    'too few for one',
    { 'train.idx': barsFile(5, 4, 4), 'test.idx': barsFile(5, 4, 4) },
    '$/train.idx to hold at least 6 images, some of them for validation, got 5',
  ],
  ['no image', { 'train.idx': idxBytes([0, 28, 28], []) }, '$/train.idx to hold images, got shape 0 × 28 × 28'],
  [
    'images of floats',
    { 'train.idx': idxBytes([7, 1, 1], new Array(7).fill(0.5), 'float') },
    '$/train.idx to hold unsigned bytes (IDX type 08), got type 0d',
  ],
  [
    'labels of other images',
    { 'train-images.idx': small, 'train-labels.idx': labels(13) },
    '$/train-labels.idx to hold 14 labels, as there are images in train-images.idx, got 13',
  ],
])('loadDigits: a folder with %s is one line', async (_, files, message) => {
  put(files);
  const error = await load().catch((e) => e);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toBe(`Expected ${message.replaceAll('$', folder)}`);
});

it('loadDigits: what is neither a name nor a place, and a folder beside a place', async () => {
  const refused = (options: DigitOptions, message: string) =>
    expect(load(options)).rejects.toThrow(new UserError(`Expected ${message}`));
  const none = join(folder, 'none');
  await refused({ data: none }, `the images to be a folder or an IDX file, got ${none}, which is not there`);
  put({ 'labels.idx': labels(4) });
  const file = join(folder, 'labels.idx');
  await refused({ data: file }, `${file} to hold images, of shape count × height × width, got shape 4`);
  await refused({ folder }, `folder to be left out, as it is of MNIST and data is ${folder}, got ${folder}`);
  mkdirSync(join(folder, 'deep'));
  await expect(load({ data: 'nmist' })).rejects.toThrow(RangeError);
});
