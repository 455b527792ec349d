import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as ort from 'onnxruntime-node';
import { beforeAll, expect, it } from 'vitest';
import { loadModel } from '../../../src/runs/model-file.js';
import { folderWith, sharedFolder } from '../../support/folders.js';
import { barsFile, writeSet } from '../../support/image-sets.js';
import { smallRun, vinf } from './vinf.js';

const home = sharedFolder();
const [train, test] = [barsFile(240, 12, 10), barsFile(50, 12, 10, 1)];
const letters = writeSet(join(home, 'letters'), {
  'letters-train-images-idx3-ubyte.gz': train,
  'letters-test-images-idx3-ubyte': test,
});
/** A copy of the same images under other names. */
const copy = writeSet(join(home, 'copy'), { 'a-train.idx': train, 'a-t10k.idx.gz': test });

const small = smallRun.slice(smallRun.indexOf('--flow')).concat(['--annealing-steps', '100']);
const trainOn = (data: string, name: string, steps: number) =>
  vinf(home, ['train', '--data', data, ...small, '--steps', String(steps), '--name', name, '--json']);
const metrics = (name: string) => readFileSync(join(home, 'runs', name, 'metrics.jsonl'), 'utf8');

beforeAll(async () => {
  const { code, stderr } = await trainOn(letters, 'letters', 200);
  expect([code, stderr]).toEqual([0, '']);
});

it('vinf data says what it found and how it split it', async () => {
  const { code, stdout } = await vinf(home, ['data', '--data', letters]);
  expect(stdout).toBe(
    'letters, 12 × 10 pixels, binarised once (200 training, 40 validation, 50 test images)\n' +
      'training images from letters-train-images-idx3-ubyte.gz (240, of which 40 for validation are set apart by seed 0); ' +
      'test images from letters-test-images-idx3-ubyte (50)\n',
  );
  expect(code).toBe(0);
  const told = JSON.parse((await vinf(home, ['data', '--data', letters, '--json'])).stdout);
  expect(told).toMatchObject({
    name: 'letters',
    path: letters,
    height: 12,
    width: 10,
    train: 200,
    valid: 40,
    test: 50,
  });
});

it('a run remembers its images, where they are and of which size', () => {
  const config = JSON.parse(readFileSync(join(home, 'runs/letters/config.json'), 'utf8'));
  expect(config).toMatchObject({
    ...{ data: letters, imageSize: [12, 10], dataSha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    digits: 'letters, 12 × 10 pixels, binarised once (200 training, 40 validation, 50 test images)',
  });
});

it('resumed, on the images or a copy of them, the metrics are those of an undisturbed run', async () => {
  await trainOn(letters, 'whole', 300);
  await trainOn(copy, 'resumed', 200);
  const { code } = await vinf(home, ['resume', 'resumed', '--steps', '300', '--data', letters, '--json']);
  expect(code).toBe(0);
  expect(metrics('resumed')).toBe(metrics('whole'));
});

it('without a name a run is called after the folder', async () => {
  const args = ['train', '--data', letters, ...small, '--steps', '20', '--json'];
  expect(JSON.parse((await vinf(home, args)).stdout).run).toBe(join(home, 'runs/letters-planar-2-seed0'));
});

it('vinf evaluate measures on the test images', async () => {
  const evaluate = ['evaluate', 'letters', '--samples', '5', '--json'];
  const result = JSON.parse((await vinf(home, evaluate)).stdout);
  expect(result).toMatchObject({ images: 50, step: 200, synthetic: false });
  expect(result.data).toMatch(/^letters, 12 × 10 pixels/);
  const elsewhere = JSON.parse((await vinf(home, [...evaluate, '--data', copy])).stdout);
  expect(elsewhere).toEqual({ ...result, data: result.data.replace('letters', 'copy') });
});

it('vinf sample writes images of that size', async () => {
  const out = join(home, 'sheet.png');
  const { code, stdout } = await vinf(home, ['sample', 'letters', '--out', out]);
  expect([code, stdout]).toEqual([0, `64 images: ${out}\n`]);
  const png = readFileSync(out);
  // Ten beside each other and seven rows of them, a pixel of an image is 2 × 2, with 2 pixels between images.
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([10 * (2 * 10 + 2) - 2, 7 * (2 * 12 + 2) - 2]);
  const told = JSON.parse((await vinf(home, ['sample', 'letters', '--count', '3', '--json'])).stdout);
  expect([told.count, told.height, told.width, told.probabilities.length]).toEqual([3, 12, 10, 360]);
});

it('vinf export writes parts and weights of that size', async () => {
  const [weights, file] = [join(home, 'letters.safetensors'), join(home, 'encoder.onnx')];
  await vinf(home, ['export', 'letters', '--part', 'weights', '--out', weights]);
  const { model, dispose } = await loadModel(weights);
  expect(model.dataDim).toBe(120);
  dispose();
  expect((await vinf(home, ['export', 'letters', '--part', 'encoder', '--out', file])).code).toBe(0);
  const session = await ort.InferenceSession.create(file);
  const { mean } = await session.run({ x: new ort.Tensor('float32', new Float32Array(120), [1, 120]) });
  expect(mean?.dims).toEqual([1, 3]);
});

it.each([
  [
    'another content',
    barsFile(240, 12, 10, 5),
    /^vinf: Expected the images to be those that .*, SHA-256 .*, got other, 12 × 10 pixels, .*, SHA-256 .*\n$/,
  ],
  [
    'another size',
    barsFile(240, 10, 12),
    /^vinf: Expected the images to have 12 × 10 pixels, as those that .*letters was trained on, got 10 × 12 \(other, .*\)\n$/,
  ],
  ['the test images alone', test, /^vinf: Expected the images to be those that .*\n$/],
])('images of %s are refused by resume and evaluate', async (_, images, message) => {
  const other = writeSet(join(folderWith(), 'other'), { 'train.idx': images });
  for (const command of ['resume', 'evaluate']) {
    const { code, stdout, stderr } = await vinf(home, [command, 'letters', '--data', other, '--json']);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([2, '']);
  }
});

it('digits are refused by a run on images, and images by a run on digits', async () => {
  await vinf(home, ['train', ...smallRun, '--steps', '20', '--name', 'digits', '--json']);
  const images = await vinf(home, ['resume', 'digits', '--data', letters]);
  expect(images.stderr).toMatch(/vinf: Expected the images to have 28 × 28 pixels, .*, got 12 × 10 .*\n$/);
  const digits = await vinf(home, ['resume', 'letters', '--data', 'synthetic']);
  expect(digits.stderr).toMatch(/vinf: Expected the images to have 12 × 10 pixels, .*, got 28 × 28 .*\n$/);
  expect([images.code, digits.code]).toEqual([2, 2]);
});

it('images that are gone are asked for', async () => {
  const from = writeSet(join(folderWith(), 'from'), { 'train.idx.gz': train, 'test.idx': test });
  await trainOn(from, 'moved', 20);
  renameSync(from, `${from}-there`);
  const { code, stderr } = await vinf(home, ['evaluate', 'moved']);
  expect(stderr).toMatch(
    /^vinf: Expected the images of .*moved to be in .*from, got nothing there; say .* `--data`\n$/,
  );
  expect(code).toBe(2);
  const found = await vinf(home, ['resume', 'moved', '--steps', '40', '--data', `${from}-there`, '--json']);
  expect([found.code, JSON.parse(found.stdout).steps]).toEqual([0, 40]);
  expect(gunzipSync(readFileSync(`${from}-there/train.idx.gz`)).length).toBe(train.length); // They are only read.
});

it.each<[string, Record<string, Uint8Array>, RegExp]>([
  ['nothing', {}, /IDX file of images .*, got no such file/],
  ['two sets', { 'a-train.idx': train, 'b-train.idx': train }, /got a-train\.idx, b-train\.idx; say .* --data \//],
  ['a cut file', { 'train.idx': train.subarray(0, 999) }, /got only 983 \(truncated\)/],
  ['images of two sizes', { 'train.idx': train, 'test.idx': barsFile(9, 4, 4) }, /of 12 × 10 pixels, .*, got 4 × 4/],
  ['too few images', { 'all.idx': barsFile(3, 12, 10) }, /at least 7 images, .*, got 3/],
  [
    'fewer images than a batch',
    { 'all.idx': barsFile(12, 12, 10) },
    /batch to be at most the 10 training images, got 100/,
  ],
])('vinf train on a folder with %s: one line, exit code 2, and no run', async (_, files, message) => {
  const data = writeSet(folderWith({ '.hidden': '' }), files);
  const { code, stdout, stderr } = await vinf(home, ['train', '--data', data, '--name', 'none', '--json']);
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^vinf: .*\n$/);
  expect([code, stdout]).toEqual([2, '']);
  expect(existsSync(join(home, 'runs/none'))).toBe(false);
});
