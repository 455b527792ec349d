import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, expect, it } from 'vitest';
import { type DigitOptions, loadDigits } from '../../src/data/digits.js';
import { locate, searchFolders } from '../../src/data/locate.js';
import { obtainFiles, UnavailableError } from '../../src/data/obtain.js';
import { binarizedMnist, mnist } from '../../src/data/sources.js';
import { UserError } from '../../src/errors.js';
import { folderWith, useDataFolder } from '../support/folders.js';
import { serve, silent } from './server.js';
import { sha256, tinyFile } from './tiny.js';

const offline = { offline: true };
const neighbour = await locate(mnist.testLabels, (await searchFolders('mnist')).slice(1));
const withData = it.skipIf(neighbour === undefined); // needs MNIST in a neighbouring data folder
/** Loaded once for all tests. */
const once = <T>(load: () => Promise<T>): (() => Promise<T>) => {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
};
const larochelle = once(() => loadDigits({ data: 'mnist', ...offline }));
const greyMnist = once(() => loadDigits({ data: 'mnist', binarisation: 'grey', ...offline }));
let folder: string;

beforeEach(() => {
  folder = folderWith();
  useDataFolder(join(folder, 'home'));
});

it('loadDigits: synthetic digits, and the description says so', async () => {
  for (const binarisation of ['fixed', 'dynamic', 'grey'] as const) {
    const set = await loadDigits({ data: 'synthetic', binarisation, count: 50 });
    expect(set).toMatchObject({ name: 'synthetic', synthetic: true, binarisation });
    expect(set.description).toMatch(/^synthetic digits, .*\(50 training, 10 validation, 10 test images\)$/);
    expect([set.train.count, set.valid.count, set.test.count]).toEqual([50, 10, 10]);
    expect(set.train.white).toBe(binarisation === 'fixed' ? 1 : 255);
    expect(set.standInReason).toBeUndefined();
  }
});

it('loadDigits: synthetic splits differ, and the seed decides', async () => {
  const load = (seed: number): Promise<string[]> =>
    loadDigits({ data: 'synthetic', count: 50, seed }).then(({ train, valid, test }) =>
      [train, valid, test].map(({ pixels }) => sha256(pixels.subarray(0, 7840))),
    );
  expect(await load(1)).toEqual(await load(1));
  expect(new Set([...(await load(1)), ...(await load(2))]).size).toBe(6);
});

it.each<[DigitOptions, string]>([
  [{ data: 'mnits' as 'mnist' }, 'Unknown data "mnits"; did you mean "mnist"? (known: auto, mnist, synthetic)'],
  [{ binarisation: 'gray' as 'grey' }, 'Unknown binarisation "gray"; did you mean "grey"?'],
  [{ count: 0 }, 'Expected count to be a whole number from 1, got 0'],
])('loadDigits: %j is a RangeError', async (options, message) => {
  const error = await loadDigits(options).catch((e) => e);
  expect(error).toBeInstanceOf(RangeError);
  expect(error.message).toContain(message);
});

it('loadDigits: a given folder that does not exist is one line', async () => {
  await expect(loadDigits({ folder: join(folder, 'no'), ...offline })).rejects.toThrow(
    new UserError(`Expected the data folder that was given to exist, got ${join(folder, 'no')}`),
  );
});

it.each([
  'auto',
  'mnist',
  'synthetic',
] as const)('loadDigits: a file instead of a folder is one line, data %s', async (data) => {
  const path = join(folder, 'file');
  await writeFile(path, '');
  await expect(loadDigits({ data, folder: path, ...offline })).rejects.toThrow(
    new UserError(`Expected the data folder that was given to be a folder, got the file ${path}`),
  );
  await expect(loadDigits({ data, folder: '', ...offline })).rejects.toThrow(
    new UserError('Expected the data folder that was given to exist, got an empty name'),
  );
});

it.each([
  'fixed',
  'grey',
] as const)('loadDigits: nothing stands in for a given folder without MNIST, %s: the error says what was looked for and where', async (binarisation) => {
  await mkdir(join(folder, 'train-images-idx3-ubyte')); // a folder is no file
  const error = await loadDigits({ binarisation, folder, ...offline }).catch((e) => e);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toBe(
    'Expected the data folder that was given to hold train-images-idx3-ubyte, train-labels-idx1-ubyte, ' +
      't10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, binarized-train-images-idx3-ubyte, ' +
      'binarized-valid-images-idx3-ubyte, binarized-test-images-idx3-ubyte (or .gz of these), ' +
      `got none of them in ${folder}, ${folder}/mnist, ${folder}/binarized-mnist; ` +
      `images of other names are read by \`--data ${folder}\``,
  );
});

it('loadDigits: a damaged file is an error, also where synthetic digits could stand in; the file stays', async () => {
  const path = join(folder, 't10k-labels-idx1-ubyte');
  await writeFile(path, Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 5));
  const error = await loadDigits({ binarisation: 'grey', folder, ...offline }).catch((e) => e);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toBe(
    `Expected ${path} to have shape 10000, got 1; replace this file, or remove it and try again`,
  );
  expect(await readdir(folder)).toContain('t10k-labels-idx1-ubyte');
});

const idxHeader = (shape: number[]) => [0, 0, 8, shape.length, ...shape.flatMap((n) => [0, 0, n >> 8, n & 255])];
const labels = [...idxHeader([10_000]), ...new Array<number>(10_000).fill(3)];

it.each<[string, number[] | Uint8Array, string]>([
  [
    'truncated gzip',
    gzipSync(Uint8Array.from(labels)).subarray(0, -9),
    'be whole gzip data, got damaged data (unexpected end of file); ',
  ],
  ['cut', labels.slice(0, -1), 'hold 10000 = 10000 bytes after its header, got only 9999 (truncated); '],
  ['too long', [...labels, 10], 'hold 10000 = 10000 bytes after its header, got 1 more; '],
  [
    'a web page',
    [...'<html>'].map((c) => c.charCodeAt(0)),
    'start as IDX files do, with 00 00, a type (08, 09 or 0b to 0e) and a rank of at least 01, got 3c 68 74 6d; ',
  ],
  ['labels of other images', [...idxHeader([9_999]), ...labels.slice(9)], 'have shape 10000, got 9999; '],
  ['images instead', [...idxHeader([1, 28, 28]), ...labels.slice(0, 784)], 'have shape 10000, got 1 × 28 × 28; '],
  ['of float numbers', [0, 0, 13, ...labels.slice(3)], 'hold unsigned bytes (IDX type 08), got type 0d; '],
  ['other labels', labels, `decode to data with SHA-256 ${mnist.testLabels.sha256}, got `],
])('loadDigits: labels that are damaged, %s, are one line with the file', async (_, bytes, complaint) => {
  const path = join(folder, 't10k-labels.idx1-ubyte');
  await writeFile(path, Uint8Array.from(bytes));
  const error = await loadDigits({ binarisation: 'grey', folder, ...offline }).catch((e) => e);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toContain(`Expected ${path} to ${complaint}`);
  expect(error.message).toMatch(/; replace this file, or remove it and try again$/);
  expect(error.message).not.toContain('\n');
});

it('obtainFiles: what is nowhere is one line with where it looked and how to get it, quickly and leaving nothing', async () => {
  const gone = await serve(silent);
  await gone.close();
  const { file } = await tinyFile([`${gone.url}/tiny.gz`]);
  const error = await obtainFiles({ file }).catch((e) => e);
  expect(error).toBeInstanceOf(UnavailableError);
  const home = join(folder, 'home/data/mnist');
  expect(error.message).toContain(`MNIST can't be had: tiny-idx3-ubyte.gz is not in ${home}`);
  expect(error.message).toContain('cannot download it (127.0.0.1: no answer (ECONNREFUSED))');
  expect(error.message).toContain(`put ${gone.url}/tiny.gz into ${home}, or name a folder that has the files`);
  expect(error.message).not.toContain('\n');
  expect(await readdir(home)).toEqual([]);
});

it('obtainFiles: with downloads switched off nothing is asked for', async () => {
  const server = await serve(silent);
  const { file } = await tinyFile([server.url]);
  await expect(obtainFiles({ file }, offline)).rejects.toThrow('downloads are switched off');
  expect(server.ranges).toEqual([]);
  await server.close();
});

it('obtainFiles: the given folder comes first, its subfolder of the set next, then the data folder', async () => {
  const { file, bytes, data } = await tinyFile();
  const places = [folder, join(folder, 'mnist'), join(folder, 'home/data/mnist')];
  for (const place of places) await mkdir(place, { recursive: true });
  for (const place of [...places].reverse()) {
    await writeFile(join(place, file.name), bytes);
    expect(await locate(file, await searchFolders('mnist', folder))).toBe(join(place, file.name));
  }
  expect(sha256((await obtainFiles({ file }, { folder, ...offline })).file)).toBe(sha256(data));
});

it.each([
  'train-images-idx3-ubyte',
  'train-images-idx3-ubyte.gz',
  'train-images.idx3-ubyte',
  'train-images.idx3-ubyte.gz',
  'train_images_idx3_ubyte.gz',
  'TRAIN-IMAGES-IDX3-UBYTE',
  'Train-Images.idx3-ubyte.GZ',
])('locate finds training images called %s', async (name) => {
  await writeFile(join(folder, name), '');
  expect(await locate(mnist.trainImages, [folder])).toBe(join(folder, name));
});

it.each([
  'binarized_mnist_valid.amat',
  'binarized_mnist_valid.amat.gz',
  'Binarized-MNIST-valid.AMAT',
])('locate finds binarised images called %s', async (name) => {
  await writeFile(join(folder, name), '');
  expect(await locate(binarizedMnist.valid, [folder])).toBe(join(folder, name));
});

it('locate takes a file rather than a folder of its name, and the published name before others', async () => {
  await mkdir(join(folder, 'train-images-idx3-ubyte'));
  await writeFile(join(folder, 'train-images.idx3-ubyte'), '');
  expect(await locate(mnist.trainImages, [folder])).toBe(join(folder, 'train-images.idx3-ubyte'));
  await writeFile(join(folder, 'train-images-idx3-ubyte.gz'), '');
  expect(await locate(mnist.trainImages, [folder])).toBe(join(folder, 'train-images-idx3-ubyte.gz'));
});

it.each([
  'train-images-idx3-ubyte.gz.part',
  'train-images-idx3-ubyte.gz.12-0.part',
  'other-train-images-idx3-ubyte',
  't10k-images-idx3-ubyte',
])('locate does not take %s for the training images', async (name) => {
  await writeFile(join(folder, name), '');
  expect(await locate(mnist.trainImages, [folder])).toBeUndefined();
});

withData('loadDigits: MNIST with a dot in its names', async () => {
  const published = join(neighbour!, '..');
  for (const name of await readdir(published)) {
    if (name.endsWith('.gz'))
      await cp(join(published, name), join(folder, name.replace('-idx', '.idx').replace('.gz', '')));
  }
  const set = await loadDigits({ binarisation: 'grey', count: 100, folder, ...offline });
  expect(set).toMatchObject({ name: 'mnist', synthetic: false });
});

withData("loadDigits: MNIST in Larochelle's fixed binarisation", async () => {
  const set = await larochelle();
  expect(set).toMatchObject({ name: 'binarized-mnist', synthetic: false, binarisation: 'fixed' });
  expect(set.description).toBe(
    "MNIST, Larochelle's fixed binarisation (50,000 training, 10,000 validation, 10,000 test images)",
  );
  expect([set.train.count, set.valid.count, set.test.count]).toEqual([50_000, 10_000, 10_000]);
  for (const { pixels, white } of [set.train, set.valid, set.test]) {
    expect(white).toBe(1);
    expect(pixels.subarray(0, 784_000).every((p) => p < 2)).toBe(true);
  }
});

withData(
  "loadDigits: the labels of Larochelle's test images are right: no image contradicts the grey one",
  async () => {
    const fixed = (await larochelle()).test;
    const grey = (await greyMnist()).test;
    const order = Array.from({ length: 10_000 }, (_, i) => i).sort(
      (i, j) => grey.labels![i]! - grey.labels![j]! || i - j,
    );
    let contradictions = 0;
    order.forEach((from, to) => {
      if (grey.labels![from] !== fixed.labels![to]) contradictions++;
      for (let k = 0; k < 784; k++) {
        const [p, x] = [grey.pixels[from * 784 + k]!, fixed.pixels[to * 784 + k]!];
        if ((p === 0 && x === 1) || (p === 255 && x === 0)) contradictions++;
      }
    });
    expect(contradictions).toBe(0);
  },
);

withData('loadDigits: a small part of MNIST keeps all ten digits', async () => {
  const { train, valid, test } = await loadDigits({ data: 'mnist', count: 500, ...offline });
  expect([train.count, valid.count, test.count]).toEqual([500, 100, 100]);
  expect(new Set(test.labels).size).toBe(10); // although they are sorted
});

withData('loadDigits: one flipped byte in MNIST itself is one line with the file and what to do', async () => {
  const copy = join(folder, 'copy');
  await cp(join(neighbour!, '..'), copy, { recursive: true });
  const path = join(copy, 't10k-images-idx3-ubyte.gz');
  const bytes = await readFile(path);
  bytes[700_000]! ^= 0x10;
  await rm(path);
  await writeFile(path, bytes);
  const error = await loadDigits({ binarisation: 'dynamic', folder: copy, ...offline }).catch((e) => e);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toMatch(
    /^Expected .*t10k-images-idx3-ubyte\.gz to be whole gzip data, got .*SHA-256 6d87418d.* has [0-9a-f]{64}; replace this file, or remove it and try again$/,
  );
  expect(sha256(await readFile(path))).toBe(sha256(bytes));
});
