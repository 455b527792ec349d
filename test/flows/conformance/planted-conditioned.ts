import type { Modules } from './load.js';
import type { Planted } from './mutant.js';

const logDet = 'logDet is ln|det J|';
const inverse = 'inverse undoes forward';
const structure = 'the claimed structure holds';
const gradients = 'gradients are central differences';
const tanh = { hidden: [5], activation: 'tanh' };

const circular = (flows: Modules, dim: number) => flows('convolution/flows.ts', 'circularConvolution')(dim);
const splines = (flows: Modules, dim: number) =>
  flows('autoregressive/autoregressive.ts', 'autoregressive')(dim, { ...tanh, transformer: 'rational-quadratic' });

/** Planted errors in couplings, autoregressive flows, residual flows and convolutions. */
export const plantedConditioned: readonly Planted[] = [
  {
    error: 'the logDet of the scaling is |Σ log s|',
    file: 'coupling/coupling.ts',
    from: 'tf.add(logDet, tf.sum(scale, 1))',
    to: 'tf.add(logDet, tf.abs(tf.sum(scale, 1)))',
    item: 'nice-orth with scaling',
    make: (flows, dim) =>
      flows('coupling/families.ts', 'nice')(dim, { ...tanh, mixing: 'orthogonal', scaling: true, contextDim: 2 }),
    caughtBy: logDet,
  },
  {
    error: 'the fixed maps are not undone in order',
    file: 'coupling/coupling.ts',
    from: 'for (let k = layers.length - 1; k >= 0; k--)',
    to: 'for (let k = 0; k < layers.length; k++)',
    item: 'nice-orth',
    make: (flows, dim) => flows('coupling/families.ts', 'nice')(dim, { ...tanh, mixing: 'orthogonal' }),
    caughtBy: inverse,
  },
  {
    error: 'the fixed maps are not undone at the end',
    file: 'coupling/coupling.ts',
    from: 'if (maps) zk = matMul(zk, square(maps.after, z.shape[1]));',
    to: '',
    item: 'nice-orth',
    make: (flows, dim) => flows('coupling/families.ts', 'nice')(dim, { ...tanh, mixing: 'orthogonal' }),
    caughtBy: 'the initial parameters are the identity',
  },
  {
    error: 'the output mask is shifted by one: a coordinate sees itself',
    file: 'conditioners/masked.ts',
    from: '(from, degree) => from < degree',
    to: '(from, degree) => from <= degree',
    item: 'affine × masked',
    make: (flows, dim) => flows('autoregressive/autoregressive.ts', 'autoregressive')(dim, { ...tanh, layers: 1 }),
    caughtBy: logDet,
  },
  {
    error: 'the order is read backwards',
    file: 'autoregressive/autoregressive.ts',
    from: 'places.map((place) => place + 1)',
    to: 'places.map((place) => dim - place)',
    item: 'affine × masked',
    make: (flows, dim) => flows('autoregressive/autoregressive.ts', 'autoregressive')(dim, { ...tanh, layers: 1 }),
    caughtBy: structure,
  },
  {
    error: 'the squared secant slope is counted once',
    file: 'transformers/rational-quadratic.ts',
    from: 'tf.mul(2, tf.sub(tf.log(s),',
    to: 'tf.mul(1, tf.sub(tf.log(s),',
    item: 'rational-quadratic × masked',
    make: splines,
    caughtBy: logDet,
  },
  {
    error: 'the other root of the quadratic is taken',
    file: 'transformers/rational-quadratic.ts',
    from: 'tf.neg(tf.add(b, tf.sqrt(discriminant)))',
    to: 'tf.neg(tf.sub(b, tf.sqrt(discriminant)))',
    item: 'rational-quadratic × masked',
    make: splines,
    caughtBy: inverse,
  },
  {
    error: 'the input of the spline is not clipped before the maths',
    file: 'transformers/bins.ts',
    from: 'spline(tf.mul(z, inside))',
    to: 'spline(z)',
    item: 'rational-quadratic × masked',
    make: splines,
    caughtBy: 'stays finite',
  },
  {
    error: 'the derivative by the centres of the inverse has the wrong sign',
    file: 'transformers/monotone.ts',
    from: 'tf.mul(tf.sub(1, s), tf.div(dT, m))',
    to: 'tf.mul(tf.sub(s, 1), tf.div(dT, m))',
    item: 'monotone',
    make: (flows, dim) => flows('elementwise/monotone.ts', 'monotone')(dim),
    caughtBy: gradients,
  },
  {
    error: 'the slope of the activation lacks its second term',
    file: 'residual/contraction.ts',
    from: 'tf.add(tf.div(gate, steepest), tf.mul(value, tf.sub(1, gate)))',
    to: 'tf.div(gate, steepest)',
    item: 'residual, exact logDet',
    make: (flows, dim) => flows('residual/residual.ts', 'residual')(dim, { hidden: [6], logDet: 'exact' }),
    caughtBy: logDet,
  },
  {
    error: 'the elimination adds',
    file: 'residual/log-det.ts',
    from: 'rest = tf.sub(corner,',
    to: 'rest = tf.add(corner,',
    item: 'residual, exact logDet',
    make: (flows, dim) => flows('residual/residual.ts', 'residual')(dim, { hidden: [6], logDet: 'exact' }),
    caughtBy: logDet,
  },
  {
    error: 'the gradient of the inverse solves with another sign',
    file: 'residual/solve.ts',
    from: 'tf.sub(dx, pull(',
    to: 'tf.add(dx, pull(',
    item: 'residual, exact logDet',
    make: (flows, dim) => flows('residual/residual.ts', 'residual')(dim, { hidden: [6], logDet: 'exact' }),
    caughtBy: gradients,
  },
  {
    error: 'a pair of frequencies counts once',
    file: 'convolution/convolution.ts',
    from: 'tf.mul(2, tf.sum(rho, 1, true))',
    to: 'tf.sum(rho, 1, true)',
    item: 'circular convolution by matrix',
    dim: 5,
    make: circular,
    caughtBy: logDet,
  },
  {
    error: 'the phase turns the sines the wrong way',
    file: 'convolution/convolution.ts',
    from: 'tf.sub(tf.mul(b, g.re), tf.mul(a, g.im))',
    to: 'tf.add(tf.mul(b, g.re), tf.mul(a, g.im))',
    item: 'circular convolution by matrix',
    dim: 5,
    make: circular,
    caughtBy: structure,
  },
  {
    error: 'an index of the basis is shifted',
    file: '../tensors/dft-maps.ts',
    from: '[2 * (k - pairs) + 1, -pair]',
    to: '[2 * (k - pairs) - 1, -pair]',
    item: 'circular convolution by fft, bounded',
    dim: 5,
    make: (flows, dim) => flows('convolution/flows.ts', 'circularConvolution')(dim, { method: 'fft' }),
    caughtBy: inverse,
  },
  {
    error: 'the scale before the convolution is missing from logDet',
    file: 'convolution/adaptive.ts',
    from: 'const logDets = [logScale, out.logDet];',
    to: 'const logDets = [out.logDet];',
    item: 'convolution coupling',
    make: (flows, dim) => flows('convolution/adaptive.ts', 'convolutionCoupling')(dim, { ...tanh, contextDim: 2 }),
    caughtBy: logDet,
  },
];
