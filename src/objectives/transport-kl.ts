import type { Noise } from '../random/index.js';
import { meanEstimate } from './statistics.js';

/** A map of the plane whose pushforward of N(0, I) has a density known in float64. */
export interface Transport64 {
  transport(z: readonly [number, number]): readonly [number, number];
  logProb64(x: readonly [number, number]): number;
}

/** A 2-D target with its normaliser, in float64. */
export interface Target64 {
  logDensity64(x1: number, x2: number): number;
  logZ(): number;
}

/**
 * KL(q‖p) = E_q[ln q(x) − ln p̃(x)] + ln Z of a map T of N(0, I), by sampling, all in float64: for maps so good that
 * float32 would hide what is left. `samples` defaults to 20,000.
 * @returns nats, with the standard error, and E_q[−ln p̃] with its own, to be held against the exact mean energy
 */
export function transportKl(map: Transport64, target: Target64, noise: Noise, { samples = 20_000 } = {}) {
  const z = noise.normal(2 * samples);
  const [ratios, energies] = [new Float64Array(samples), new Float64Array(samples)];
  for (let i = 0; i < samples; i++) {
    const x = map.transport([z[2 * i]!, z[2 * i + 1]!]);
    energies[i] = -target.logDensity64(...x);
    ratios[i] = map.logProb64(x) + energies[i]!;
  }
  const { mean, stdErr } = meanEstimate(ratios);
  return { kl: mean + target.logZ(), stdErr, energy: meanEstimate(energies) };
}
