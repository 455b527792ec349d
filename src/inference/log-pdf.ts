import * as tf from '@tensorflow/tfjs';

/** Numbers, or tensors that broadcast with each other. */
export type Numbers = tf.Tensor | number | readonly number[];

const logTwoPi = Math.log(2 * Math.PI);
const tensorOf = (x: Numbers): tf.Tensor =>
  x instanceof tf.Tensor ? x : typeof x === 'number' ? tf.scalar(x) : tf.tensor1d([...x]);
const log = (x: Numbers): tf.Tensor | number => (typeof x === 'number' ? Math.log(x) : tf.log(tensorOf(x)));
const standard = (x: Numbers, centre: Numbers, scale: Numbers): tf.Tensor =>
  tf.div(tf.sub(tensorOf(x), tensorOf(centre)), tensorOf(scale));

/** ln N(x; mean, std²) of each number, nats. */
export const normal = (x: Numbers, mean: Numbers, std: Numbers): tf.Tensor =>
  tf.sub(tf.mul(-0.5, tf.square(standard(x, mean, std))), tf.add(log(std), 0.5 * logTwoPi));

/** ln of the half of a normal density above 0, N(x; 0, scale²)·2. */
export const halfNormal = (x: Numbers, scale: Numbers): tf.Tensor => tf.add(normal(x, 0, scale), Math.LN2);

/** ln of the Cauchy density, −ln(π·scale·(1 + ((x − centre)/scale)²)). */
export const cauchy = (x: Numbers, centre: Numbers, scale: Numbers): tf.Tensor =>
  tf.neg(tf.add(tf.log(tf.add(1, tf.square(standard(x, centre, scale)))), tf.add(log(scale), Math.log(Math.PI))));

/** ln of the half of a Cauchy density above 0. */
export const halfCauchy = (x: Numbers, scale: Numbers): tf.Tensor => tf.add(cauchy(x, 0, scale), Math.LN2);

/** ln of Student's t with `freedom` degrees of freedom, a number. */
export function studentT(x: Numbers, freedom: number, centre: Numbers, scale: Numbers): tf.Tensor {
  const half = (freedom + 1) / 2;
  const constant = logGamma(half) - logGamma(freedom / 2) - 0.5 * Math.log(freedom * Math.PI);
  const tail = tf.mul(-half, tf.log(tf.add(1, tf.div(tf.square(standard(x, centre, scale)), freedom))));
  return tf.add(constant, tf.sub(tail, log(scale)));
}

/** ln of the density of x > 0 whose logarithm is N(mean, std²). */
export const logNormal = (x: Numbers, mean: Numbers, std: Numbers): tf.Tensor => {
  const logX = tf.log(tensorOf(x));
  return tf.sub(normal(logX, mean, std), logX);
};

/** ln of the exponential density, ln rate − rate·x. */
export const exponential = (x: Numbers, rate: Numbers): tf.Tensor =>
  tf.sub(log(rate), tf.mul(tensorOf(rate), tensorOf(x)));

/** ln of the gamma density of x > 0, x^{shape − 1}·e^{−rate·x}; `shape` is a number. */
export const gamma = (x: Numbers, shape: number, rate: Numbers): tf.Tensor => {
  const constant = tf.sub(tf.mul(shape, log(rate)), logGamma(shape));
  return tf.add(constant, tf.sub(tf.mul(shape - 1, tf.log(tensorOf(x))), tf.mul(tensorOf(rate), tensorOf(x))));
};

/** ln of the beta density of x between 0 and 1; both parameters are numbers. */
export function beta(x: Numbers, a: number, b: number): tf.Tensor {
  const value = tensorOf(x);
  const constant = logGamma(a + b) - logGamma(a) - logGamma(b);
  return tf.add(constant, tf.add(tf.mul(a - 1, tf.log(value)), tf.mul(b - 1, tf.log(tf.sub(1, value)))));
}

/** ln of the probability of counts, which are data, under a Poisson distribution of rate exp(logRate). */
export const poissonOfLog = (counts: readonly number[], logRate: tf.Tensor): tf.Tensor => {
  const constants = counts.map((k) => logGamma(k + 1));
  return tf.sub(tf.sub(tf.mul(tensorOf(counts), logRate), tf.exp(logRate)), tensorOf(constants));
};

/** ln of the probability of 0 or 1, which are data, of which 1 has the given logit. */
export const bernoulliOfLogit = (outcomes: readonly number[], logit: tf.Tensor): tf.Tensor =>
  tf.sub(tf.mul(tensorOf(outcomes), logit), tf.softplus(logit));

/** Coefficients of Lanczos's approximation with g = 7. Source: Godfrey 2001, "A note on the computation of the Lanczos approximation". */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) of a number above 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const t = x + 6.5;
  const series = lanczos.slice(1).reduce((sum, c, i) => sum + c / (x + i), lanczos[0]!);
  return 0.5 * logTwoPi + (x - 0.5) * Math.log(t) - t + Math.log(series);
}
