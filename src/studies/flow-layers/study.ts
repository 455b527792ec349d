import { type Density, densityOnGrid, standardNormal, uniformBox } from '../../densities/index.js';
import { useBackend } from '../../engine/index.js';
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
import { isCurrent, type ResultMeta, readResult, resultMeta, writeResult } from '../results.js';

/** Like figure 1 of Rezende & Mohamed 2015: what K layers with drawn parameters make of two densities. */
export const layersConfig = {
  families: ['planar', 'radial'],
  bases: ['Gaussian', 'uniform'],
  layers: [0, 1, 2, 10],
  /** The paper does not give its parameters; these seeds give layers that do something and stay in the picture. */
  seeds: { planar: 0, radial: 4 },
  halfWidth: 5,
  points: 101,
} as const;

export type LayersConfig = typeof layersConfig;
type FamilyName = LayersConfig['families'][number];
type BaseName = LayersConfig['bases'][number];

/** One density. */
export interface LayersRow {
  family: FamilyName;
  base: BaseName;
  K: number;
  /** Largest value on the grid, per unit area. */
  top: number;
  /** Cell area times the sum of the values: how much of the density is in the picture. */
  mass: number;
  /** Lines of the grid from the lowest y to the highest: values in thousandths of `top`, along x. */
  thousandths: string[];
}

export interface LayersResult {
  meta: ResultMeta;
  rows: LayersRow[];
}

export const layersResultName = 'flow-layers';

export interface LayersOptions {
  backend?: string;
  /** Of the result. Default: `report/results`. */
  folder?: string;
  /** Whether a result that is there is computed anew, as after a change to a flow. Default false. */
  again?: boolean;
}

/** Computes every density of the figure and writes `report/results/flow-layers.json`, unless it is there; seconds. */
export async function layersStudy({ backend, folder, again = false }: LayersOptions = {}): Promise<LayersResult> {
  const found = again ? undefined : await readResult<LayersResult>(layersResultName, folder);
  if (found && isCurrent(found, layersConfig)) return found;
  const used = await useBackend(backend);
  const rows = layersConfig.bases.flatMap((base) =>
    layersConfig.families.flatMap((family) => layersConfig.layers.map((K) => rowOf(family, base, K))),
  );
  const result: LayersResult = { meta: { ...resultMeta(layersConfig), backend: used }, rows };
  await writeResult(layersResultName, result, folder);
  return result;
}

const bases: Record<BaseName, () => Density> = {
  Gaussian: () => standardNormal(2),
  uniform: () => uniformBox(2, -2, 2),
};

const families: Record<FamilyName, (K: number) => { flow: Flow; params: Float32Array }> = {
  planar: (K) => ({ flow: planar(2, { layers: K }), params: planarParams(layersOf(K, planarLayer)) }),
  radial: (K) => ({ flow: radial(2, { layers: K }), params: radialParams(layersOf(K, radialLayer)) }),
};

const layersOf = <Layer>(K: number, layer: (k: number, K: number) => Layer): Layer[] =>
  Array.from({ length: K }, (_, k) => layer(k, K));

function rowOf(family: FamilyName, base: BaseName, K: number): LayersRow {
  const { flow, params } = K === 0 ? { flow: identity(2), params: [] } : families[family](K);
  const { halfWidth, points } = layersConfig;
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
  ...noise(layersConfig.seeds[family], `layers/${family}`, layer).normal(count),
];
