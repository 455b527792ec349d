import * as tf from '@tensorflow/tfjs';
import { expected } from '../../errors.js';
import { type Method, moved, type Place, type Solver, stages } from './runge-kutta.js';

/** What an adaptive solution went through. */
export interface Course {
  /** Steps that were taken, and steps whose error was too large. */
  steps: number;
  rejected: number;
  /** Of the velocity. */
  evaluations: number;
  /** The largest error of a step that was taken, relative to 1 + the size of each number; at most the tolerance. */
  largestError: number;
}

/** Order 5, with the weights of its solution of order 4 for the error. Source: Dormand & Prince 1980, table 2. */
const dormandPrince: Method & { error: readonly number[] } = {
  a: [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  ],
  b: [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84, 0],
  c: [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1],
  error: [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40],
};

/** Of the first step, and how much a step may be shorter or longer than the one before. */
const [firstStep, shrink, growth, safety] = [0.05, 0.2, 5, 0.9];
/** A velocity for which steps become shorter than this is not a function that can be integrated. */
const shortest = 1e-6;

/**
 * Dormand–Prince 5(4): each step is as long as its estimated error allows, the largest of all rows, coordinates and the
 * logDet, relative to 1 + the size of each. It reads values, so it does not compile.
 * Source: Hairer, Nørsett & Wanner 1993, section II.4, for the length of steps.
 * @param told is called with what the solution went through
 * @throws RangeError where the error stays above the tolerance however short the steps, or is not a number
 */
export function adaptiveSteps(tolerance: number, told?: (course: Course) => void): Solver {
  return (field, start, from, to) => {
    const course: Course = { steps: 0, rejected: 0, evaluations: 0, largestError: 0 };
    const direction = Math.sign(to - from);
    let [place, t, length] = [start, from, firstStep];
    while (direction * (to - t) > 0) {
      const last = length >= direction * (to - t);
      const h = last ? to - t : direction * length;
      const tried = tf.tidy(() => attempt(place, (at) => stages(dormandPrince, field, at, t, h), h));
      const error = tried.error.dataSync()[0]!;
      tried.error.dispose();
      course.evaluations += dormandPrince.c.length;
      if (error <= tolerance) {
        if (course.steps > 0) tf.dispose([place.z, place.logDet]);
        [place, t] = [{ z: tried.z, logDet: tried.logDet }, last ? to : t + h];
        course.steps++;
        course.largestError = Math.max(course.largestError, error);
      } else {
        tf.dispose([tried.z, tried.logDet]);
        course.rejected++;
      }
      length = Math.abs(h) * Math.min(growth, Math.max(shrink, safety * (tolerance / error) ** 0.2));
      if (!(length > shortest)) throw tooShort(tolerance, error);
    }
    told?.(course);
    return place;
  };
}

/** A step with the largest of its relative errors, a scalar. */
function attempt(place: Place, ratesAt: (place: Place) => Place[], h: number) {
  const rates = ratesAt(place);
  const next = moved(place, dormandPrince.b, rates, h);
  const off = moved({ z: tf.zerosLike(place.z), logDet: tf.zerosLike(place.logDet) }, dormandPrince.error, rates, h);
  const relative = (e: tf.Tensor2D, x: tf.Tensor2D) => tf.max(tf.div(tf.abs(e), tf.add(1, tf.abs(x))));
  return { ...next, error: tf.maximum(relative(off.z, next.z), relative(off.logDet, next.logDet)) };
}

const tooShort = (tolerance: number, error: number): RangeError =>
  new RangeError(
    expected('the error of a step', `come below ${tolerance} with steps of at least ${shortest}`, error, 'continuous'),
  );
