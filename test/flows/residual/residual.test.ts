import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { determinant } from '../../../src/flows/determinant.js';
import { jacobianAt } from '../../../src/flows/jacobian.js';
import { squaredNorm } from '../../../src/flows/residual/norm.js';
import { residual } from '../../../src/flows/residual/residual.js';
import { largestDifference, normal, onBackend } from '../../support/tensors.js';

onBackend('wasm');

/** ‖W‖₂ and its singular vectors by 3,000 power iterations in doubles. */
function spectral(w: number[][]): { norm: number; gradient: number[][] } {
  let v = w[0]!.map((_, j) => 1 + 0.1 * j);
  let u: number[] = [];
  let norm = 0;
  for (let i = 0; i < 3000; i++) {
    u = w.map((row) => row.reduce((sum, x, j) => sum + x * v[j]!, 0));
    const next = v.map((_, j) => w.reduce((sum, row, k) => sum + row[j]! * u[k]!, 0));
    const length = Math.hypot(...next);
    norm = Math.hypot(...u);
    v = next.map((x) => x / length);
  }
  return { norm, gradient: u.map((x) => v.map((y) => (x / norm) * y)) };
}

describe('squaredNorm', () => {
  it.each([
    [2, 32],
    [32, 2],
    [16, 16],
    [64, 64],
  ])('is at least the squared spectral norm of %i × %i and little above it', (rows, columns) => {
    const w = normal('w', rows, columns, { scale: 3 });
    const { norm } = spectral(w.arraySync());
    const ratio = squaredNorm(w.expandDims(0)).dataSync()[0]! / norm ** 2;
    expect(ratio).toBeGreaterThan(1 - 1e-5);
    expect(ratio).toBeLessThan(1.0042); // 64^(1/1024)
  });

  it('bounds the hardest case, equal singular values, by rank^(1/1024)', () => {
    const value = squaredNorm(tf.mul(3, tf.eye(16)).expandDims(0) as tf.Tensor3D).dataSync()[0]!;
    expect(value / 9).toBeCloseTo(16 ** (1 / 1024), 4);
  });

  it('has the gradient 2σ·uvᵀ, and a finite one at 0', () => {
    const w = normal('w', 5, 7);
    const { norm, gradient } = spectral(w.arraySync());
    const got = tf
      .grad((x) => squaredNorm(x as tf.Tensor3D).sum())(w.expandDims(0))
      .squeeze([0]);
    const off = tf
      .sub(got, tf.mul(2 * norm, tf.tensor2d(gradient)))
      .abs()
      .max()
      .dataSync()[0]!;
    expect(off).toBeLessThan(0.02 * norm);
    const atZero = tf.grad((x) => squaredNorm(x as tf.Tensor3D).sum())(tf.zeros([1, 3, 4]));
    expect([...atZero.dataSync()].every(Number.isFinite)).toBe(true);
  });
});

describe('residual', () => {
  it('stays a contraction at large weights: |g(x) − g(y)| ≤ c|x − y|', () => {
    const flow = residual(3, { hidden: [16], lipschitz: 0.8 });
    const params = normal('params', 1, flow.paramCount, { scale: 10 });
    const [x, y] = [normal('x', 500, 3, { scale: 0.3 }), normal('y', 500, 3, { scale: 0.3 })];
    const g = (z: tf.Tensor2D) => tf.sub(flow.forward(z, params).z, z);
    const ratio = tf.div(tf.norm(tf.sub(g(x), g(y)), 2, 1), tf.norm(tf.sub(x, y), 2, 1)).dataSync();
    expect(Math.max(...ratio)).toBeLessThan(0.8 + 1e-4);
  });

  it('uses the contraction it is allowed: g = W·z with W = 50·I comes to 0.8·z', () => {
    const flow = residual(3, { hidden: [], lipschitz: 0.8 });
    const params = tf.tensor2d([[50, 0, 0, 0, 50, 0, 0, 0, 50, 0, 0, 0]]);
    const [gain] = tf.div(flow.forward(tf.ones([1, 3]), params).z, 1).dataSync();
    expect(gain).toBeLessThan(1.8);
    expect(gain).toBeGreaterThan(1.798);
  });

  it('solve reports its iterations, more of them for a weaker contraction', () => {
    const count = (lipschitz: number) => {
      const flow = residual(2, { hidden: [16], lipschitz, layers: 2 });
      const params = normal('params', 1, flow.paramCount, { scale: 3 });
      const z = normal('z', 50, 2);
      const { z: back, iterations, lastStep } = flow.solve(flow.forward(z, params).z, params);
      expect(largestDifference(back, z)).toBeLessThan(2e-5);
      expect(iterations).toHaveLength(2);
      expect(lastStep).toBeLessThan(1e-5);
      return Math.max(...iterations);
    };
    expect(count(0.3)).toBeLessThan(count(0.95));
  });

  it('the inverse throws where it does not converge, with the step it got to', () => {
    const flow = residual(2, { hidden: [16], maxIterations: 2 });
    const params = normal('params', 1, flow.paramCount, { scale: 3 });
    expect(() => flow.inverse(normal('z', 5, 2), params)).toThrow(
      /Expected the step of the fixed-point iteration to come below 0.00001 within 2 iterations, got 0\.\d+/,
    );
    expect(() => flow.inverse(tf.fill([5, 2], Number.NaN), params)).toThrow(RangeError);
  });

  it('refuses a Lipschitz constant of 1 and a standard error from one probe', () => {
    expect(() => residual(2, { lipschitz: 1 })).toThrow('Expected lipschitz to lie between 0 and 1, got 1 (residual)');
    const flow = residual(5);
    const [z, params, probes] = [tf.zeros([2, 5]), tf.zeros([1, flow.paramCount]), tf.zeros([1, flow.probeDim])];
    expect(() => flow.forwardWithError(z as tf.Tensor2D, params as tf.Tensor2D, probes as tf.Tensor2D)).toThrow(
      'Expected probes to be a whole number of at least 2, got 1',
    );
  });
});

describe('residual with an estimated logDet', () => {
  const dim = 5;
  const probes = 4000;
  const base = { hidden: [], lipschitz: 0.9, layers: 2 };
  const exact = residual(dim, { ...base, logDet: 'exact' });
  /** The hard case, ∂g/∂z near −c·I: ln(1 − c) needs many terms. */
  const inputs = () => {
    const towards = [...tf.eye(dim).dataSync(), ...new Array<number>(dim).fill(0)].map((x) => -4 * x);
    const params = tf.add(
      tf.tensor2d([...towards, ...towards], [1, exact.paramCount]),
      normal('params', 1, exact.paramCount),
    );
    return [normal('z', 2, dim), params as tf.Tensor2D] as const;
  };

  const compare = (options: { terms: number; roulette: boolean }) =>
    tf.tidy(() => {
      const flow = residual(dim, { ...base, ...options, logDet: 'series', probes });
      const [z, params] = inputs();
      const truth = exact.forward(z, params).logDet.dataSync();
      const out = flow.forwardWithError(z, params, normal('noise', 2, flow.probeDim));
      const errors = out.standardError.dataSync();
      return [...out.logDet.dataSync()].map((value, i) => ({ off: value - truth[i]!, standardError: errors[i]! }));
    });

  it.each([
    { terms: 8, roulette: true },
    { terms: 1, roulette: true },
    { terms: 150, roulette: false },
  ])('is the exact one within 4 standard errors: %o', (options) => {
    for (const { off, standardError } of compare(options)) {
      expect(standardError).toBeLessThan(0.1);
      expect(Math.abs(off)).toBeLessThan(4 * standardError);
    }
  });

  it('without roulette 3 terms are visibly biased: the test above can fail', () => {
    expect(
      compare({ terms: 3, roulette: false }).some(({ off, standardError }) => Math.abs(off) > 8 * standardError),
    ).toBe(true);
  });

  it('has gradients that are unbiased too', () => {
    const flow = residual(dim, { ...base, logDet: 'series', probes: 100, terms: 2 });
    const [z, params] = inputs();
    const gradientOf = (which: typeof flow, noise?: tf.Tensor2D) =>
      tf.tidy(() =>
        tf
          .grad((p) => tf.sum(which.forward(z, p as tf.Tensor2D, undefined, noise).logDet))(params)
          .dataSync<'float32'>(),
      );
    const direction = gradientOf(exact);
    const along = (g: ArrayLike<number>) => direction.reduce((sum: number, x: number, i: number) => sum + x * g[i]!, 0);
    const draws = Array.from({ length: 10 }, (_, i) => along(gradientOf(flow, normal(`noise${i}`, 2, flow.probeDim))));
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (draws.length - 1);
    const standardError = Math.sqrt(variance / draws.length);
    const truth = along(gradientOf(exact));
    expect(Math.abs(mean - truth)).toBeLessThan(4 * standardError);
    expect(standardError).toBeLessThan(0.1 * Math.abs(truth));
  });

  it('the same noise gives the same estimate, and the inverse takes it back', () => {
    const flow = residual(dim, { ...base, logDet: 'series', probes: 3 });
    const [z, params] = inputs();
    const noise = normal('noise', 2, flow.probeDim);
    const there = flow.forward(z, params, undefined, noise);
    const back = flow.inverse(there.z, params, undefined, noise);
    expect([...there.logDet.dataSync()]).toEqual([...flow.forward(z, params, undefined, noise).logDet.dataSync()]);
    expect(largestDifference(there.logDet, tf.neg(back.logDet))).toBeLessThan(1e-3);
  });

  it('is exact without noise, with a standard error of 0', () => {
    const flow = residual(dim, { ...base, logDet: 'series' });
    const [z, params] = inputs();
    const { logDet, standardError } = flow.forwardWithError(z, params);
    expect([...logDet.dataSync()]).toEqual([...exact.forward(z, params).logDet.dataSync()]);
    expect([...standardError.dataSync()]).toEqual([0, 0]);
    const jacobians = z.arraySync().map((point) => jacobianAt(flow, params, point));
    expect(
      largestDifference(
        logDet,
        jacobians.map((j) => Math.log(determinant(j))),
      ),
    ).toBeLessThan(1e-4);
  });

  it('has noise of its own for each layer', () => {
    const flow = residual(dim, { layers: 3, probes: 2 });
    expect(flow.probeDim).toBe(3 * 2 * (dim + 2));
    expect(residual(dim, { layers: 3, probes: 2, roulette: false }).probeDim).toBe(3 * 2 * dim);
    expect([residual(3).probeDim, residual(3, { logDet: 'series' }).probeDim, exact.probeDim]).toEqual([0, 5, 0]);
  });

  it('refuses noise of other columns, and noise where nothing is estimated', () => {
    const [z, params] = inputs();
    const flow = residual(dim, { ...base, logDet: 'series' });
    expect(() => flow.forward(z, params, undefined, tf.zeros([1, 3]))).toThrow(
      'Expected `probes` to have shape [2 | 1, 14], got [1,3] (residual, dim 5)',
    );
    expect(() => exact.forward(z, params, undefined, tf.zeros([1, 14]))).toThrow('have shape [2 | 1, 0], got [1,14]');
  });
});
