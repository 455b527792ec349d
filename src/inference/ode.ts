import * as tf from '@tensorflow/tfjs';
import { checkCount, expected } from '../errors.js';

/** Right-hand side of ẏ = f(t, y): the derivative of each part of the state, of its shape. */
export type Derivative<State extends readonly tf.Tensor[]> = (time: number, state: State) => State;

export interface RungeKuttaOptions {
  /** The longest step, in units of time; between two times the steps are equal. */
  readonly step: number;
}

/**
 * The solution of ẏ = f(t, y) at given times, by the classical Runge–Kutta method of fourth order with fixed steps:
 * y + h(k₁ + 2k₂ + 2k₃ + k₄)/6. Unrolled, so gradients go through it, and every engine compiles it.
 * Source: Kutta 1901; Hairer, Nørsett & Wanner 1993, table 1.2.
 * @param state at `times[0]`, parts of any shape, such as [B, 1] each
 * @param times ascending
 * @returns     the state at each of the times
 * @throws RangeError for times that do not ascend, or a step that is not above 0
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { rungeKutta } from 'vinf';
 *
 * const decay = (_: number, [y]: tf.Tensor[]) => [tf.neg(y)]; // ẏ = −y
 * const [, end] = rungeKutta(decay, [tf.scalar(1)], [0, 1], { step: 0.1 });
 * console.log(end[0].dataSync()[0].toFixed(5)); // 0.36788
 * ```
 */
export function rungeKutta<State extends readonly tf.Tensor[]>(
  derivative: Derivative<State>,
  state: State,
  times: readonly number[],
  { step }: RungeKuttaOptions,
): State[] {
  checkCount('the number of times', times.length, where);
  if (!(step > 0)) throw new RangeError(expected('step', 'be above 0', step, where));
  const states = [state];
  for (let i = 1; i < times.length; i++) {
    const length = times[i]! - times[i - 1]!;
    if (!(length > 0))
      throw new RangeError(expected(`time ${i} (from 0)`, `be after ${times[i - 1]}`, times[i], where));
    const count = Math.ceil(length / step - 1e-9);
    let y = states.at(-1)!;
    for (let k = 0; k < count; k++) y = oneStep(derivative, times[i - 1]! + (k * length) / count, y, length / count);
    states.push(y);
  }
  return states;
}

const where = 'rungeKutta';

function oneStep<State extends readonly tf.Tensor[]>(f: Derivative<State>, t: number, y: State, h: number): State {
  const k1 = f(t, y);
  const k2 = f(t + h / 2, moved(y, k1, h / 2));
  const k3 = f(t + h / 2, moved(y, k2, h / 2));
  const k4 = f(t + h, moved(y, k3, h));
  const mean = y.map((_, i) => tf.add(tf.add(k1[i]!, k4[i]!), tf.mul(2, tf.add(k2[i]!, k3[i]!))));
  return moved(y, mean, h / 6);
}

/** y + h·k, part by part. */
const moved = <State extends readonly tf.Tensor[]>(y: State, k: readonly tf.Tensor[], h: number): State =>
  y.map((part, i) => tf.add(part, tf.mul(h, k[i]!))) as readonly tf.Tensor[] as State;
