import * as tf from '@tensorflow/tfjs';
import type { Flow } from '../../../src/flows/flow.js';
import { type Arguments, defaultScales, drawRows, indices, intoDomain, table, tensorsOf } from './case.js';
import type { Check } from './local.js';

/** Cells along each axis of [−5, 5]ᴰ, by D: outside is a mass of 1e-6. */
const cellsAlong = [0, 500, 48];
const edge = 5;

/**
 * exp(log q) integrates to 1 ± 0.01, for D ≤ 2, q being the image of N(0, I) under the flow. The cells of a grid over
 * z are pushed forward: the area of each image comes from its corners alone, so nothing but logDet and, where there
 * is one, the inverse decides the density at its centre. The grid is as fine as the flow stretches it.
 */
export const densityIntegratesToOne: Check = (flow, item) => {
  if (flow.dim > 2) return [];
  const rows = drawRows(flow, { scales: item.scales ?? defaultScales });
  return (flow.dim === 1 ? [4, 5] : [5]).flatMap((row) => {
    const inputs = tensorsOf(flow, rows, [row]);
    const [coarse, fine] = [1, 2].map((factor) => integral(flow, item.domain, inputs, factor * cellsAlong[flow.dim]!));
    // The error of cells of side h is O(h²) (curved edges, midpoint rule): one extrapolation removes it.
    const sum = (4 * fine! - coarse!) / 3;
    return Math.abs(sum - 1) <= 0.01 ? [] : [`row ${row}: exp(log q) integrates to ${sum} (${coarse}, ${fine})`];
  });
};

type Domain = Parameters<typeof intoDomain>[1];

function integral(flow: Flow, domain: Domain = 'real', [, ...rest]: Arguments, n: number): number {
  const side = (2 * edge) / n;
  const corners = gridOf(flow.dim, n + 1, -edge, side);
  const centres = gridOf(flow.dim, n, -edge + side / 2, side);
  const inside = (points: number[][]) => points.map((point) => point.map((x) => intoDomain(x, domain)));
  const apply = (points: number[][]) => flow.forward(tf.tensor2d(points), ...rest);
  return tf.tidy(() => {
    const before = volumes(inside(corners), n, flow.dim);
    const after = volumes(table(apply(inside(corners)).z), n, flow.dim);
    const image = apply(inside(centres));
    const back = flow.inverse?.(image.z, ...rest);
    const logSlope = back ? back.logDet.dataSync() : tf.neg(image.logDet).dataSync();
    const starts = back && domain === 'real' ? table(back.z) : centres;
    return starts.reduce((sum, point, c) => {
      const mass =
        (Math.exp(-0.5 * point.reduce((s, x) => s + x * x, 0)) * side ** flow.dim) / (2 * Math.PI) ** (flow.dim / 2);
      return sum + (mass / before[c]!) * Math.exp(logSlope[c]!) * after[c]!;
    }, 0);
  });
}

function gridOf(dim: number, n: number, start: number, side: number): number[][] {
  const axis = indices(n).map((i) => start + side * i);
  return dim === 1 ? axis.map((x) => [x]) : axis.flatMap((x) => axis.map((y) => [x, y]));
}

/** Lengths of the cells between neighbouring corners, or areas of the quadrilaterals (half the cross product of the diagonals). */
function volumes(corners: number[][], n: number, dim: number): number[] {
  if (dim === 1) return indices(n).map((i) => Math.abs(corners[i + 1]![0]! - corners[i]![0]!));
  return indices(n * n).map((cell) => {
    const at = Math.floor(cell / n) * (n + 1) + (cell % n);
    const [a, b, c, d] = [at, at + 1, at + n + 2, at + n + 1].map((i) => corners[i]!) as [
      number[],
      number[],
      number[],
      number[],
    ];
    return 0.5 * Math.abs((c[0]! - a[0]!) * (d[1]! - b[1]!) - (c[1]! - a[1]!) * (d[0]! - b[0]!));
  });
}
