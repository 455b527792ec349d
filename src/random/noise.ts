import { checkCount } from '../errors.js';
import { philox } from './philox.js';

/** A stretch of random numbers, a pure function of (seed, name, step): reading it twice gives the same numbers. */
export interface Noise {
  /** Uniform on [0, 1). */
  uniform(count: number): Float32Array;
  /** Standard normal (Box–Muller). */
  normal(count: number): Float32Array;
  /** A uniformly random order of 0 … count − 1 (Fisher–Yates). */
  permutation(count: number): Uint32Array;
  /** An independent stretch under another name, where one purpose needs several. */
  stream(name: string): Noise;
}

/**
 * Counter-based noise: the numbers depend on (seed, name, step) and on nothing drawn before,
 * so a resumed run sees the same noise as an uninterrupted one.
 * @param seed whole number, 0 … 2³² − 1
 * @param name what the noise is for; different names give independent streams
 * @param step which draw of that stream, for instance the optimiser step
 * @example
 * ```ts
 * import { noise } from 'vinf';
 *
 * const draws = noise(0, 'draws', 7).normal(3); // the same numbers whenever they are asked for
 * console.log(Array.from(draws, (x) => x.toFixed(2))); // [ '0.20', '-0.79', '0.53' ]
 * console.log(noise(0, 'order').permutation(5)); // Uint32Array(5) [ 1, 4, 3, 0, 2 ]
 * ```
 */
export function noise(seed: number, name: string, step = 0): Noise {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new RangeError(`Expected seed to be a whole number from 0 to 2^32 - 1, got ${seed}`);
  }
  checkCount('step', step, 'noise', 0);
  const key = hash(name);
  const words = (count: number, visit: (index: number, word: number) => void): void => {
    const block = new Uint32Array(4);
    for (let index = 0; index < count; index++) {
      if (index % 4 === 0) philox(block, index / 4, 0, step, Math.floor(step / 2 ** 32), seed, key);
      visit(index, block[index % 4]!);
    }
  };
  return {
    uniform(count) {
      const out = new Float32Array(count);
      words(count, (i, word) => {
        out[i] = (word >>> 8) * 2 ** -24;
      });
      return out;
    },
    normal(count) {
      const out = new Float32Array(count);
      let radius = 0;
      words(count + (count % 2), (i, word) => {
        if (i % 2 === 0) {
          radius = Math.sqrt(-2 * Math.log((word + 1) * 2 ** -32));
          return;
        }
        const angle = 2 * Math.PI * word * 2 ** -32;
        out[i - 1] = radius * Math.cos(angle);
        if (i < count) out[i] = radius * Math.sin(angle);
      });
      return out;
    },
    permutation(count) {
      const order = Uint32Array.from({ length: count }, (_, i) => i);
      words(Math.max(count - 1, 0), (i, word) => {
        const last = count - 1 - i;
        const other = Math.floor(word * 2 ** -32 * (last + 1));
        [order[last], order[other]] = [order[other]!, order[last]!];
      });
      return order;
    },
    stream: (child) => noise(seed, `${name}/${child}`, step),
  };
}

/** FNV-1a, 32 bits: a name becomes a key. */
function hash(name: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) value = Math.imul(value ^ name.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
