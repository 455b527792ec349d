import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { defineModel, fitPosterior, logPdf, positive, type RungName, real } from '../../src/inference/index.js';
import { noise } from '../../src/random/index.js';
import { onBackend } from '../support/tensors.js';

onBackend('wasm');

const quiet = { quiet: true, engine: 'generated' } as const;

/** y ~ N(θ₁ + θ₂x, 1), θ ~ N(0, 2²): a Gaussian posterior with a known evidence. */
const x = [0, 1, 2, 3, 4];
const y = [0.3, 1.1, 1.9, 3.2, 4.4];
const line = defineModel({
  parameters: { theta: real(2) },
  logJoint({ theta }) {
    const means = tf.matMul(theta, tf.tensor2d([x.map(() => 1), x]));
    return [logPdf.normal(theta, 0, 2), logPdf.normal(y, means, 1)];
  },
  derived: ({ theta }) => ({ twice: tf.mul(2, theta) }),
});

/** Mean and covariance of the posterior, and ln p(y), by its normal equations. */
function exactLine() {
  const [n, sx, sxx] = [5, 10, 30];
  const [sy, sxy, syy] = [
    y.reduce((a, b) => a + b),
    y.reduce((s, v, i) => s + v * x[i]!, 0),
    y.reduce((s, v) => s + v * v, 0),
  ];
  const [a, b, c] = [n + 0.25, sx, sxx + 0.25];
  const det = a * c - b * b;
  const mean = [(c * sy - b * sxy) / det, (a * sxy - b * sy) / det];
  const fit = mean[0]! * sy + mean[1]! * sxy;
  const logEvidence = -2.5 * Math.log(2 * Math.PI) - 2 * Math.log(2) - 0.5 * Math.log(det) - 0.5 * (syy - fit);
  return { mean, std: [Math.sqrt(c / det), Math.sqrt(a / det)], logEvidence };
}

describe('fitPosterior', () => {
  it('finds a Gaussian posterior and its evidence', async () => {
    const fit = await fitPosterior(line, { ...quiet, steps: 0 });
    const { mean, std, logEvidence } = exactLine();
    expect(fit.elbo.mean).toBeCloseTo(logEvidence, 3);
    expect(fit.verdict.grade).toBe('good');
    const rows = fit.summary();
    expect(rows.map(({ name }) => name)).toEqual(['theta[0]', 'theta[1]', 'twice[0]', 'twice[1]']);
    for (const i of [0, 1]) {
      // Of 10,000 draws a mean has a standard error of 0.01 deviations.
      expect(Math.abs(rows[i]!.mean - mean[i]!) / std[i]!).toBeLessThan(0.04);
      expect(Math.abs(Math.log(rows[i]!.std / std[i]!))).toBeLessThan(0.04);
      expect(rows[2 + i]!.mean).toBeCloseTo(2 * rows[i]!.mean, 5);
    }
  });

  it.each<RungName>([
    'mean field',
    'full rank',
    'planar',
    'affine coupling',
    'spline coupling',
    'iaf',
  ])('%s fits it, mean field apart', async (flow) => {
    const { logEvidence } = exactLine();
    const fit = await fitPosterior(line, { ...quiet, flow, steps: 60, batchSize: 64, onWarning() {} });
    const gap = logEvidence - fit.elbo.mean;
    // Of mean field it is ½ ln(1/(1 − r²)) for the correlation r of the posterior, −10/√(5.25·30.25).
    if (flow === 'mean field') expect(Math.abs(gap + 0.5 * Math.log(1 - 100 / (5.25 * 30.25)))).toBeLessThan(0.05);
    else expect(gap).toBeLessThan(0.05);
  });

  it('fits one parameter, and is a function of its seed', async () => {
    const model = defineModel({
      parameters: { rate: positive() },
      logJoint: ({ rate }) => logPdf.gamma(rate, 3, 2),
    });
    const options = { ...quiet, steps: 300, batchSize: 128, draws: 4000 };
    const [one, again] = [await fitPosterior(model, options), await fitPosterior(model, options)];
    expect(one.draws.rate.values).toEqual(again.draws.rate.values);
    expect(Math.abs(one.elbo.mean)).toBeLessThan(0.01); // ln 1: the density is normalised.
    expect(Math.abs(one.summary()[0]!.mean - 1.5)).toBeLessThan(0.05);
  });

  it('says so where the weights cannot be trusted', async () => {
    const banana = defineModel({
      parameters: { a: real(), b: real() },
      logJoint: ({ a, b }) => [logPdf.normal(a, 0, 2), logPdf.normal(b, tf.square(a), 0.1)],
    });
    const said: string[] = [];
    const fit = await fitPosterior(banana, { ...quiet, steps: 0, onWarning: (text) => void said.push(text) });
    expect(fit.verdict.grade).toBe('poor');
    expect(fit.paretoK).toBeGreaterThan(0.7);
    expect(said).toEqual([fit.verdict.text]);
    expect(said[0]).toMatch(/^Do not trust this fit: Pareto k̂ is \d/);
  });
});

const values = Array.from(noise(0, 'y').normal(20));
const mistakes: [string, () => Promise<unknown>, string | RegExp][] = [
  [
    'no parameters',
    () => fitPosterior({ parameters: {}, logJoint: () => tf.zeros([1]) }, quiet),
    'Expected the model to have parameters, got none (parameters)',
  ],
  [
    'a parameter that is no support',
    () => fitPosterior({ parameters: { mu: 3 as never }, logJoint: () => tf.zeros([1]) }, quiet),
    'Expected parameter `mu` to be a support such as real() or positive(3), got 3 (parameters)',
  ],
  [
    'a parameter that nothing depends on',
    () =>
      fitPosterior(
        { parameters: { mu: real(), nu: real() }, logJoint: ({ mu }: { mu: tf.Tensor2D }) => logPdf.normal(mu, 0, 1) },
        quiet,
      ),
    'Expected logJoint to depend on every parameter of the model, got no dependence on `nu` (fitPosterior)',
  ],
  [
    'a term without a batch',
    () => fitPosterior({ parameters: { mu: real() }, logJoint: ({ mu }) => [mu, tf.zeros([20])] }, quiet),
    'Expected term 1 of logJoint (from 0) to have shape [B, …], one row for each of B = 7 draws, got [20] (logJoint)',
  ],
  [
    'a number for a tensor',
    () => fitPosterior({ parameters: { mu: real() }, logJoint: () => 3 as never }, quiet),
    'Expected logJoint to return a tensor or a list of tensors, got 3 (logJoint)',
  ],
  [
    'what is derived without a batch',
    () =>
      fitPosterior(
        {
          parameters: { mu: real() },
          logJoint: ({ mu }) => logPdf.normal(mu, 0, 1),
          derived: () => ({ mean: tf.zeros([3]) }),
        },
        { ...quiet, steps: 0 },
      ),
    'Expected derived `mean` to have shape [B, …], one row for each of B = 7 draws, got [3] (fitPosterior)',
  ],
  [
    'data that are NaN',
    () =>
      fitPosterior({ parameters: { mu: real() }, logJoint: ({ mu }) => logPdf.normal([1, Number.NaN], mu, 1) }, quiet),
    /^Expected logJoint to be finite somewhere near 0 .* are the data finite/,
  ],
  [
    'a real parameter without a prior or data',
    () =>
      fitPosterior(
        {
          parameters: { mu: real(), flat: real() },
          logJoint: ({ mu, flat }) => [logPdf.normal(values, mu, 1), tf.mul(0, flat)],
        },
        quiet,
      ),
    /^The posterior is improper, or nearly so: the ELBO has no bound along `flat`/,
  ],
  [
    'a scale without a prior or data',
    () =>
      fitPosterior(
        {
          parameters: { mu: real(), tau: positive() },
          logJoint: ({ mu, tau }) => [logPdf.normal(values, mu, 1), tf.mul(0, tau)],
        },
        quiet,
      ),
    /^The posterior is improper, or nearly so: the ELBO has no bound along `tau`/,
  ],
  [
    'a flow of another dimension',
    async () => {
      const { affine } = await import('../../src/flows/index.js');
      return fitPosterior(line, { ...quiet, flow: affine(3) });
    },
    'Expected the flow to have dim 2, as many as the parameters have free numbers, got 3 (fitPosterior)',
  ],
  [
    'an approximation that there is not',
    () => fitPosterior(line, { ...quiet, flow: 'full-rank' as 'full rank' }),
    'Unknown approximation "full-rank"; did you mean "full rank"?',
  ],
  ['no draws', () => fitPosterior(line, { ...quiet, draws: 0 }), 'Expected draws to be a whole number of at least 100'],
];

describe('fitPosterior refuses', () => {
  it.each(mistakes)('%s', async (_, fit, message) => {
    await expect(fit()).rejects.toThrow(message);
  });

  it('nothing, but names a parameter that may be of another support', async () => {
    const said: string[] = [];
    const model = defineModel({
      parameters: { mu: real(), sigma: real() },
      logJoint: ({ mu, sigma }) => [
        logPdf.normal(mu, 0, 1),
        logPdf.halfNormal(sigma, 1),
        logPdf.normal(values, mu, sigma),
      ],
    });
    await fitPosterior(model, { ...quiet, steps: 0, onWarning: (text) => void said.push(text) });
    expect(said[0]).toMatch(/^logJoint is NaN at `sigma` = -.* may be another support than real, such as positive$/);
  });
});
