import * as tf from '@tensorflow/tfjs';
import { customGrad, type GradientsOf } from './custom-grad.js';

/** A function at x, elementwise and increasing in x, with its derivatives there. */
export interface Increasing<X extends tf.Tensor, Params extends tf.Tensor[]> {
  value: X;
  /** ∂f/∂x > 0 */
  slope: X;
  /** ∂f/∂θᵢ for each parameter, of shapes that broadcast with those of x and θᵢ; asked for by the gradient alone. */
  partials(): GradientsOf<Params>;
}

/**
 * The root x of f(x; θ) = r, elementwise, as a function of r and θ: `search` finds it, and its gradients are those of the
 * implicit function, ∂x/∂r = 1/f'(x), ∂x/∂θᵢ = −(∂f/∂θᵢ)/f'(x), whatever the way there was.
 * @param search x of the shape of r, made by the steps below from what is known about f
 */
export function implicitRoot<X extends tf.Tensor, Params extends tf.Tensor[]>(
  f: (x: X, ...params: Params) => Increasing<X, Params>,
  search: (r: X, ...params: Params) => X,
): (r: X, ...params: Params) => X {
  return customGrad(
    (r: X, ...params: Params) => {
      const x = search(r, ...params);
      const saved: [X, ...Params] = [x, ...params];
      return { value: x, saved };
    },
    (dy, [x, ...params]) => {
      const { slope, partials } = f(x, ...params);
      const dr = tf.div(dy, slope);
      const others = partials().map((partial, i) => summedTo(params[i]!, tf.neg(tf.mul(dr, partial))));
      return [dr, ...(others as GradientsOf<Params>)]; // `map` forgets how many there are.
    },
  );
}

/** A parameter that serves many elements gets the sum of what each of them has for it. */
function summedTo({ shape }: tf.Tensor, gradient: tf.Tensor): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  return axes.length > 0 ? tf.sum(gradient, axes).reshape(shape) : gradient;
}

/** f as a function of x alone, for the search. */
type Searched<X extends tf.Tensor> = (x: X) => Pick<Increasing<X, []>, 'value' | 'slope'>;

/** Bounds of a root, elementwise. */
export interface Bracket<X extends tf.Tensor> {
  low: X;
  high: X;
}

/** Halves a bracket that holds the root of f(x) = r so many times. */
export function bisected<X extends tf.Tensor>(
  f: Searched<X>,
  r: X,
  { low, high }: Bracket<X>,
  halvings: number,
): Bracket<X> {
  if (halvings === 0) return { low, high };
  const middle: X = tf.mul(0.5, tf.add(low, high));
  const above = tf.step(tf.sub(f(middle).value, r));
  const half: Bracket<X> = {
    low: tf.add(middle, tf.mul(above, tf.sub(low, middle))),
    high: tf.add(high, tf.mul(above, tf.sub(middle, high))),
  };
  return bisected(f, r, half, halvings - 1);
}

/** Newton steps for f(x) = r from `start`; `within` puts each back to where the root is known to be. */
export function newtonSteps<X extends tf.Tensor>(
  f: Searched<X>,
  r: X,
  start: X,
  steps: number,
  within: (x: X) => X,
): X {
  let x = start;
  for (let i = 0; i < steps; i++) {
    const { value, slope } = f(x);
    x = within(tf.sub(x, tf.div(tf.sub(value, r), slope)));
  }
  return x;
}
