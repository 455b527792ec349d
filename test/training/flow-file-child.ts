import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../src/engine/backend.js';
import { loadFlow } from '../../src/training/flow-file/save.js';

/** Loads every flow of a folder, and prints the log-densities of the points that lie beside each, by file. */
const folder = process.argv[2]!;
await useBackend('cpu');
const scores: Record<string, number[]> = {};
for (const name of readdirSync(folder).filter((file) => file.endsWith('.safetensors'))) {
  const { distribution } = await loadFlow(join(folder, name));
  const { points, context } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const side = context && tf.tensor2d(context);
  scores[name] = [...distribution(side).logProb(tf.tensor2d(points)).dataSync()];
}
process.stdout.write(JSON.stringify(scores));
