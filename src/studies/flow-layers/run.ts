import { type Density, densityOnGrid, standardNormal, uniformBox } from '../../densities/index.js';
import { type Flow, flowDistribution, identity, planar, radial } from '../../flows/index.js';
import { noise } from '../../random/index.js';
import { type BaseName, type FamilyName, flowLayersConfig } from './config.js';
import type { FlowLayersRow } from './result.js';

const bases: Record<BaseName, () => Density> = {
  Gaussian: () => standardNormal(2),
  uniform: () => uniformBox(2, -2, 2),
};

const families: Record<FamilyName, (K: number) => { flow: Flow; params: Float32Array }> = {
  planar: (K) => ({ flow: planar(2, { layers: K }), params: planarParams(K) }),
  radial: (K) => ({ flow: radial(2, { layers: K }), params: radialParams(K) }),
};

/** One density of the figure. */
export function layersRow(family: FamilyName, base: BaseName, K: number): FlowLayersRow {
  const { flow, params } = K === 0 ? { flow: identity(2), params: [] } : families[family](K);
  const { halfWidth, points } = flowLayersConfig;
  const grid = densityOnGrid(flowDistribution(bases[base](), flow, params).logProb, { halfWidth, points });
  const top = Math.max(...grid.values.flat());
  const thousandths = grid.values.map((row) => row.map((value) => Math.round((1000 * value) / top)).join(' '));
  return { family, base, K, top, mass: grid.mass, thousandths };
}

/**
 * w ~ N(0, 4·I), b ~ N(0, 1), u ~ N(0, 3/K·I), turned so that wᵀu > 0: every layer parts the points on both sides of its
 * line. The longer the flow, the less each layer moves.
 */
function planarParams(K: number): Float32Array {
  const params = new Float32Array(5 * K);
  const reach = Math.sqrt(3 / K);
  for (let k = 0; k < K; k++) {
    const [u1, u2, w1, w2, b] = drawn(flowLayersConfig.seeds.planar, 'planar', k, 5) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const sign = u1 * w1 + u2 * w2 < 0 ? -reach : reach;
    params.set([sign * u1, sign * u2], 2 * k);
    params.set([2 * w1, 2 * w2], 2 * (K + k));
    params[4 * K + k] = b;
  }
  return params;
}

/** z_ref ~ N(0, I), α = 0.97; layers push outwards (β̂ > 0) and pull inwards in turn, the longer the flow the less. */
function radialParams(K: number): Float32Array {
  const params = new Float32Array(4 * K);
  for (let k = 0; k < K; k++) {
    const [x, y, strength] = drawn(flowLayersConfig.seeds.radial, 'radial', k, 3) as [number, number, number];
    params.set([x, y], 2 * k);
    params[2 * K + k] = 0.5;
    params[3 * K + k] = 0.5 + ((k % 2 === 0 ? 4 : -1.2) * Math.abs(strength)) / Math.sqrt(K);
  }
  return params;
}

const drawn = (seed: number, family: FamilyName, layer: number, count: number): number[] => [
  ...noise(seed, `layers/${family}`, layer).normal(count),
];
