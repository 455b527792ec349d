import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { gaussianMixture, standardNormal } from '../../src/densities/index.js';
import { libraryVersion } from '../../src/environment.js';
import { type TensorFile, writeSafetensors } from '../../src/files/index.js';
import { safetensorsBytes } from '../../src/files/safetensors-bytes.js';
import { affine } from '../../src/flows/elementwise/affine.js';
import { coupling, defineFlow, identity, network, planar } from '../../src/flows/index.js';
import { noise } from '../../src/random/index.js';
import { flowContents } from '../../src/training/flow-file/contents.js';
import { type FlowParts, loadFlow, parseFlow, saveFlow } from '../../src/training/index.js';
import { damages, expectComplaint, putDamaged } from '../support/damage.js';
import { sharedFolder } from '../support/folders.js';
import { onBackend } from '../support/tensors.js';
import { complaintOf, moons, trained } from './moons.js';

onBackend('cpu');

const folder = sharedFolder();
const pathOf = (name: string) => join(folder, `${name}.safetensors`);

describe('saveFlow refuses', () => {
  const own = defineFlow({ name: 'shear', dim: 2, paramCount: 4, forward: affine(2).forward });
  const masquerading = defineFlow({
    ...{ name: 'affine', dim: 2, paramCount: 4 },
    forward: (z) => ({ z: tf.mul(2, z), logDet: tf.fill([z.shape[0]], 2 * Math.log(2)) }),
  });
  const conditioner = (inputs: number, outputs: number) => network(inputs, outputs);
  const wrong: readonly [what: string, parts: FlowParts, complaint: RegExp][] = [
    [
      'a flow of one’s own',
      { flow: own, params: [0, 0, 0, 0] },
      /^Flow shear cannot be made again.*Unknown flow "shear"/,
    ],
    ['one by the name of another', { flow: masquerading, params: [0, 0, 0, 0] }, /affine, is another map; give yours/],
    [
      'a conditioner of one’s own',
      { flow: coupling(2, { conditioner }), params: coupling(2).initialParams(0) },
      /cannot be made again, and so not be saved: Expected the networks to be described by/,
    ],
    [
      'too few numbers',
      { flow: moons, params: [1, 2] },
      /^Expected `params` to be one row of 10 numbers, got 2 numbers/,
    ],
    [
      'two rows',
      { flow: moons, params: tf.zeros([2, 10]) },
      /to be one row of 10 numbers, got shape \[2,10\] \(planar\)/,
    ],
    ['rows in place of columns', { flow: moons, params: tf.zeros([10, 1]) }, /got shape \[10,1\]/],
    ['NaN', { flow: identity(2), params: [], context: [Number.NaN] }, /^Expected `context` to be one row of 0 numbers/],
    ['infinite numbers', { flow: affine(1), params: [0, 1e39] }, /^Expected `params` to be finite, got Infinity at 1/],
    [
      'another base',
      { flow: moons, params: trained, base: gaussianMixture([[0, 0]], 1) },
      /^Expected the base to be one of/,
    ],
    [
      'a base of another dimension',
      { flow: moons, params: trained, base: standardNormal(3) },
      /to have dimension 2, got 3/,
    ],
    [
      'a standard deviation of 0',
      { flow: moons, params: trained, standardisation: { x: { mean: [0, 0], std: [1, 0] } } },
      /^Expected std of standardisation.x to be above 0 and finite, got 0 at 1 \(planar\)/,
    ],
  ];
  it.each(wrong)('%s', async (_, parts, complaint) => {
    await expect(saveFlow(pathOf('refused'), parts)).rejects.toThrow(complaint);
    await expect(loadFlow(pathOf('refused'))).rejects.toThrow(
      /Cannot read .*refused.safetensors: there is no such file/,
    );
  });
});

describe('loadFlow refuses, in one line that names the file,', () => {
  const path = pathOf('odd');
  const good = flowContents({ flow: moons, params: trained, standardisation: { x: { mean: [0, 0], std: [1, 1] } } });
  const described = (description: unknown): TensorFile => ({
    ...good,
    metadata: { ...good.metadata, flow: JSON.stringify(description) },
  });
  const holding = (tensors: Record<string, number[]>): TensorFile => {
    const changed = Object.entries(tensors).map(([name, values]) => {
      return [name, { shape: [1, values.length], values: Float32Array.from(values) }];
    });
    return { ...good, tensors: { ...good.tensors, ...Object.fromEntries(changed) } };
  };
  const { layers: _, ...withoutLayers } = moons.description;
  const { 'flow/params': __, ...withoutParams } = good.tensors;
  it.each<[what: string, file: TensorFile, complaint: string]>([
    [
      'weights of another program',
      { ...good, metadata: {} },
      'holds no description of a flow; expected a file of saveFlow',
    ],
    [
      'a newer format',
      { ...good, metadata: { ...good.metadata, flowFormat: '2' } },
      `expected a flow file of format 1, got format 2, written by vinf ${libraryVersion()}; a newer vinf reads it`,
    ],
    ['a newer flow', described({ ...moons.description, flow: 'swirl' }), 'Unknown flow "swirl"; did you mean'],
    ['a newer option', described({ ...moons.description, newer: 1 }), 'Unknown planar option "newer"; did you mean'],
    ['a newer value', described({ ...moons.description, constraint: 'newer' }), 'Unknown constraint "newer"'],
    ['an option that is missing', described(withoutLayers), 'Expected layers to be 1 in the description, got null'],
    ['a list', described([1]), 'expected the description of a flow to be an object, got [1]'],
    ['no JSON', { ...good, metadata: { ...good.metadata, flow: '{' } }, 'is damaged: expected JSON'],
    [
      'more layers than numbers',
      described({ ...moons.description, layers: 3 }),
      'Expected flow/params of shape [1,15]',
    ],
    ['no numbers', { ...good, tensors: withoutParams }, 'Expected flow/params of shape [1,10], got nothing'],
    ['NaN', holding({ 'flow/params': [...trained.subarray(1), Number.NaN] }), 'to be finite, got NaN at 9'],
    [
      'an array that it does not know',
      holding({ 'standardisation/std': [1, 1] }),
      'Expected the arrays to be flow/params, context and base/…, got standardisation/std',
    ],
    ['another base', { ...good, metadata: { ...good.metadata, base: 'full' } }, 'Unknown base "full"'],
    [
      'a transformer that does not go there',
      described({ flow: 'autoregressive', dim: 2, transformer: { map: 'circular-convolution' } }),
      'Expected transformer to map each coordinate by itself',
    ],
  ])('%s', async (_, file, complaint) => {
    await writeSafetensors(path, file);
    const error = await complaintOf(loadFlow(path));
    expectComplaint(error, path);
    expect((error as Error).message).toContain(complaint);
  });

  it('the file of another flow than the one that is asked for', async () => {
    await writeSafetensors(path, good);
    await expect(loadFlow(path, { flow: planar(2, { layers: 2 }) })).rejects.toThrow(
      `${path}: Expected a flow whose constraint is "shifted", got "paper"; it was written by vinf ${libraryVersion()}`,
    );
    expect((await loadFlow(path, { flow: moons })).flow).toBe(moons);
  });

  it.each(Object.entries(damages))('a damaged one: %s', async (_, damage) => {
    await writeSafetensors(path, good);
    putDamaged(path, damage(readFileSync(path, 'latin1')));
    expectComplaint(await complaintOf(loadFlow(path)), path);
  });

  it('any of 1,000 flipped bits, in numbers and description', async () => {
    const bytes = await safetensorsBytes(good, '0');
    const places = noise(0, 'bits').uniform(1000);
    for (const place of places) {
      const bit = Math.floor(place * 8 * bytes.length);
      const damaged = Uint8Array.from(bytes);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expectComplaint(await complaintOf(parseFlow(damaged, { name: 'moons' })), 'moons');
    }
  });
});
