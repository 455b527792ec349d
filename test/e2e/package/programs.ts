/** Programs of somebody who has installed the package; each prints the weight that its loss is smallest at. */

const body = `
const problem = defineProblem({
  weights: [{ name: 'centre', shape: [2], initial: () => new Float32Array(2) }],
  inputs: { x: [ROWS, 2] },
  loss: ({ centre }, { x }) => ({ loss: LOSS }),
});
`;

const using = `
(async () => {
  await useBackend();
  const optimiser = adam({ learningRate: 0.05 });
  for (const engine of ENGINES) {
    const { weights } = await train(problem, { optimiser, steps: 200, feed, engine });
    const [a, b] = weights.centre.dataSync();
    console.log(engine, a.toFixed(1), b.toFixed(1));
  }
})();
`;

/** E|x − c|² with the user's own tensors, both as functions and as methods. */
const loss = 'tf.mean(tf.square(tf.sub(x, centre)).add(tf.abs(x.sub(centre))))';

const feed = "const feed = (t) => ({ x: noise(0, 'x', t).normal(2 * ROWS).map((v) => v + 1) });";

/** A module. @param tensorflow whose tensors the loss takes @param rows of a batch */
export const asModule = (
  tensorflow = '@tensorflow/tfjs-core',
  engines = ['auto', 'generated', 'eager'],
  rows = 64,
): string =>
  `const ROWS = ${rows};
import * as tf from '${tensorflow}';
import { adam, defineProblem, noise, train, useBackend } from 'vinf';
${body.replace('LOSS', loss)}${feed}${using.replace('ENGINES', JSON.stringify(engines))}`;

export const asCommonJs = `const ROWS = 64;
const tf = require('@tensorflow/tfjs-core');
const { adam, defineProblem, noise, train, useBackend } = require('vinf');
${body.replace('LOSS', loss)}${feed}${using.replace('ENGINES', "['auto', 'eager']")}`;

/** Strict, with ranks: a mistake in the types of the package or of its tensors is one here. */
export const asTypeScript = `const ROWS = 64;
import * as tf from '@tensorflow/tfjs-core';
import { adam, defineProblem, type EngineName, notebook, noise, plots, train, useBackend } from 'vinf';
${body.replace('LOSS', loss.replace('tf.mean(', 'tf.mean<tf.Scalar>('))}${feed.replace('(t)', '(t: number)')}
await useBackend();
const engine: EngineName = 'auto';
const { weights } = await train(problem, { optimiser: adam({ learningRate: 0.05 }), steps: 200, feed, engine });
const [a, b] = weights.centre!.dataSync() as Float32Array;
console.log(engine, a!.toFixed(1), b!.toFixed(1), typeof plots.lineChart, typeof notebook.show);
`;
