import { type Density, densityOnGrid, standardNormal, uniformBox } from '../../densities/index.js';
import {
  type Flow,
  flowDistribution,
  identity,
  type PlanarLayer,
  planar,
  planarParams,
  radial,
  radialParams,
  type UnconstrainedRadialLayer,
} from '../../flows/index.js';
import { noise } from '../../random/index.js';
import { type BaseName, type FamilyName, flowLayersConfig } from './config.js';
import type { FlowLayersRow } from './result.js';

const bases: Record<BaseName, () => Density> = {
  Gaussian: () => standardNormal(2),
  uniform: () => uniformBox(2, -2, 2),
};

const families: Record<FamilyName, (K: number) => { flow: Flow; params: Float32Array }> = {
  planar: (K) => ({ flow: planar(2, { layers: K }), params: planarParams(layersFrom(K, planarLayer)) }),
  radial: (K) => ({ flow: radial(2, { layers: K }), params: radialParams(layersFrom(K, radialLayer)) }),
};

const layersFrom = <Layer>(K: number, layer: (k: number, K: number) => Layer): Layer[] =>
  Array.from({ length: K }, (_, k) => layer(k, K));

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
function planarLayer(k: number, K: number): PlanarLayer {
  const [u1, u2, w1, w2, b] = drawn('planar', k, 5) as [number, number, number, number, number];
  const reach = Math.sqrt(3 / K);
  const sign = u1 * w1 + u2 * w2 < 0 ? -reach : reach;
  return { u: [sign * u1, sign * u2], w: [2 * w1, 2 * w2], b };
}

/** z_ref ~ N(0, I), α = 0.97; layers push outwards (β̂ > 0) and pull inwards in turn, the longer the flow the less. */
function radialLayer(k: number, K: number): UnconstrainedRadialLayer {
  const [x, y, strength] = drawn('radial', k, 3) as [number, number, number];
  const change = ((k % 2 === 0 ? 4 : -1.2) * Math.abs(strength)) / Math.sqrt(K);
  return { reference: [x, y], rawAlpha: 0.5, beta: 0.5 + change };
}

const drawn = (family: FamilyName, layer: number, count: number): number[] => [
  ...noise(flowLayersConfig.seeds[family], `layers/${family}`, layer).normal(count),
];
