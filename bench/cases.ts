import * as tf from '@tensorflow/tfjs';
import { energy } from '../src/densities/energy.js';
import { logStandardNormal } from '../src/densities/gaussian.js';
import { autoregressive, convolutionStack, identity, nice, planar, sylvester } from '../src/flows/index.js';
import { type Arrays, defineProblem, type Problem } from '../src/problem/problem.js';
import { noise } from '../src/random/index.js';
import { vae, vaeInputs } from './vae.js';

/** One thing to measure: an optimiser step. */
export interface Case {
  flow: string;
  /** K, layers of the flow. */
  K: number;
  problem(): Problem;
  inputs(step: number): Arrays;
}

export const latents = 40;
const vaeCase = (flow: string, K: number, problem: () => Problem): Case => ({
  flow,
  K,
  problem,
  inputs: (step) => vaeInputs(latents, step),
});

export const cases: readonly Case[] = [
  vaeCase('planar', 0, () => vae(identity(latents))),
  ...[10, 40, 80].map((K) => vaeCase('planar', K, () => vae(planar(latents, { layers: K })))),
  // Their networks are learned once; what the encoder emits for the others are the parameters themselves.
  vaeCase('nice-perm', 10, () => vae(nice(latents, { layers: 10 }), { amortised: false })),
  vaeCase('iaf', 10, () => vae(autoregressive(latents, { layers: 10 }), { amortised: false })),
  vaeCase('sylvester', 10, () => vae(sylvester(latents, { kind: 'orthogonal', columns: 8, layers: 10 }))),
  vaeCase('convolution', 10, () => vae(convolutionStack(latents, { layers: 10 }))),
  { flow: 'planar-2d', K: 32, problem: () => energyProblem(32), inputs: (step) => energyInputs(step) },
];

/** `planar-80` */
export const caseName = ({ flow, K }: Case): string => `${flow}-${K}`;

const batch2d = 256;

/** Planar layers with free parameters, fitted to the first energy of Rezende & Mohamed 2015 by its free energy. */
function energyProblem(K: number): Problem {
  const flow = planar(2, { layers: K });
  const target = energy('U1');
  return defineProblem({
    weights: [{ name: 'flow', shape: [1, flow.paramCount], initial: flow.initialParams }],
    inputs: { z0: [batch2d, 2] },
    loss({ flow: params }, { z0 }) {
      const { z, logDet } = flow.forward(z0, params);
      const logQ = tf.sub(logStandardNormal(z0), logDet);
      return { loss: tf.mean(tf.sub(logQ, target.logDensity(z))) };
    },
  });
}

const energyInputs = (step: number): Arrays => ({ z0: noise(1, 'bench/z0', step).normal(batch2d * 2) });
