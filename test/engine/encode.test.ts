import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { useBackend } from '../../src/engine/backend.js';
import { encodeModel } from '../../src/engine/onnx/encode.js';
import { traceFunction } from '../../src/engine/trace/trace.js';
import { noise } from '../../src/random/index.js';

it('writes a split into many parts as slices where asked to: WebGPU has few buffers', async () => {
  await useBackend('cpu');
  const parts = 20;
  const fn = ({ x }: Record<string, tf.Tensor>) =>
    Object.fromEntries(tf.split(x!, parts, 1).map((part, i) => [`y${i}`, tf.square(part)]));
  const graph = traceFunction(fn, { x: [3, parts * 2] });
  const x = new ort.Tensor('float32', noise(1, 'x').normal(3 * parts * 2), [3, parts * 2]);
  const run = async (model: Uint8Array) => {
    const results = await (await ort.InferenceSession.create(model)).run({ x });
    return Array.from({ length: parts }, (_, i) => [...(results[`y${i}`]!.data as Float32Array)]);
  };
  const [whole, sliced] = [encodeModel(graph), encodeModel(graph, { mostParts: 7 })];
  const has = (model: Uint8Array, name: string) => Buffer.from(model).includes(name);
  expect([has(whole, 'Split'), has(whole, 'Slice')]).toEqual([true, false]);
  expect([has(sliced, 'Split'), has(sliced, 'Slice')]).toEqual([false, true]);
  expect(await run(sliced)).toEqual(await run(whole));
});

it('writes a sum of several tensors as additions of two where asked to: WebGPU has no shader for it', async () => {
  await useBackend('cpu');
  const shape = [128, 128];
  const fn = ({ x }: Record<string, tf.Tensor>) => ({
    y: tf.add(tf.add(tf.add(tf.sin(x!), tf.cos(x!)), tf.exp(x!)), tf.square(x!)),
  });
  const graph = traceFunction(fn, { x: shape });
  const x = new ort.Tensor('float32', noise(1, 'x').normal(128 * 128), shape);
  const run = async (model: Uint8Array) => {
    const { y } = await (await ort.InferenceSession.create(model)).run({ x });
    return y!.data as Float32Array;
  };
  const [whole, pairs] = [encodeModel(graph), encodeModel(graph, { addPairs: true })];
  const has = (model: Uint8Array, name: string) => Buffer.from(model).includes(name);
  expect([has(whole, 'Sum'), has(pairs, 'Sum'), has(pairs, 'Add')]).toEqual([true, false, true]);
  expect(await run(pairs)).toEqual(await run(whole));
});
