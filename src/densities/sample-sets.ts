import * as tf from '@tensorflow/tfjs';
import { checkCount, unknownName } from '../errors.js';
import type { Noise } from '../random/index.js';

/** The usual 2-D sample sets, all centred at 0 and within about (−4, 4)². */
export type SampleSetName = 'twoMoons' | 'rings' | 'pinwheel' | 'checkerboard' | 'spirals';

type Pair = readonly [number, number];

/** One point of part k, from two uniform and two standard normal numbers. */
type Place = (part: number, uniform: Pair, normal: Pair) => Pair;

interface SampleSet {
  /** How many equally likely parts (moons, rings, arms, squares) the set has. */
  parts: number;
  place: Place;
}

/** (x, y) rotated by an angle. */
const turn = (angle: number, x: number, y: number): Pair => [
  Math.cos(angle) * x - Math.sin(angle) * y,
  Math.sin(angle) * x + Math.cos(angle) * y,
];

const sets: Readonly<Record<SampleSetName, SampleSet>> = {
  twoMoons: {
    parts: 2,
    place(part, [u], [e1, e2]) {
      const sign = part === 0 ? 2 : -2;
      return [sign * (Math.cos(Math.PI * u) - 0.5) + 0.15 * e1, sign * (Math.sin(Math.PI * u) - 0.25) + 0.15 * e2];
    },
  },
  rings: {
    parts: 3,
    place: (part, [u], [e]) => turn(2 * Math.PI * u, part + 1 + 0.1 * e, 0),
  },
  pinwheel: {
    parts: 5,
    place(part, _, [e1, e2]) {
      const r = 2 + 0.5 * e1;
      return turn((2 * Math.PI * part) / 5 + 0.6 * r, r, 0.15 * e2);
    },
  },
  checkerboard: {
    parts: 8,
    place(part, [u, v]) {
      const row = Math.floor(part / 2);
      const column = 2 * (part % 2) + (row % 2);
      return [2 * (column + v) - 4, 2 * (row + u) - 4];
    },
  },
  spirals: {
    parts: 2,
    place(part, [u], [e1, e2]) {
      const s = Math.sqrt(u);
      const [x, y] = turn(3 * Math.PI * s + Math.PI * part, 3.5 * s, 0);
      return [x + 0.1 * e1, y + 0.1 * e2];
    },
  },
};

export const sampleSetNames = Object.keys(sets) as readonly SampleSetName[];

/**
 * Points of a 2-D sample set, with u ~ U(0, 1), ε ~ N(0, 1) and R(a) the rotation by a:
 * - `twoMoons`: ±2·(cos πu − ½, sin πu − ¼) + 0.15 ε, two half circles of radius 2 that interlock;
 * - `rings`: radius k + 0.1 ε for k = 1, 2, 3, at the angle 2πu;
 * - `pinwheel`: R(2πk/5 + 0.6 r)·(r, 0.15 ε₂) with r = 2 + 0.5 ε₁, five curved arms;
 * - `checkerboard`: uniform on the 8 squares of side 2 in (−4, 4)² whose row and column are both even or both odd;
 * - `spirals`: R(3πs + πk)·(3.5 s, 0) + 0.1 ε with s = √u, two arms of one and a half turns.
 * Parts (moons, rings, arms, squares) are equally likely.
 * @returns [count, 2], a pure function of the noise
 * @throws RangeError for an unknown name
 * @example
 * ```ts
 * import { noise, sampleSet } from 'vinf';
 *
 * const moons = sampleSet('twoMoons', 500, noise(0, 'data'));
 * console.log(moons.shape); // [ 500, 2 ]
 * ```
 */
export function sampleSet(name: SampleSetName, count: number, noise: Noise): tf.Tensor2D {
  if (!sampleSetNames.includes(name)) throw new RangeError(unknownName('sample set', name, sampleSetNames));
  checkCount('count', count, name, 0);
  const { parts, place } = sets[name];
  const part = noise.stream('part').uniform(count);
  const uniform = noise.stream('position').uniform(2 * count);
  const normal = noise.stream('spread').normal(2 * count);
  const points = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const k = Math.floor(part[i]! * parts);
    points.set(place(k, pairAt(uniform, i), pairAt(normal, i)), 2 * i);
  }
  return tf.tensor2d(points, [count, 2]);
}

const pairAt = (values: Float32Array, i: number): Pair => [values[2 * i]!, values[2 * i + 1]!];
