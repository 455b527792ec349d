import { noise } from '../../random/index.js';

/** Half the distance of the branches at x: 0 on the left, 1.4 on the right. */
const gap = (x: number): number => 1.4 / (1 + Math.exp(-2 * x));

/** Standard deviation of each branch at x, largest at −1. */
const spread = (x: number): number => 0.15 + 0.35 * Math.exp(-((x + 1) ** 2));

/** ln p(y|x) of the density that the rows are drawn from: half of them above sin x by the gap, half below; nats. */
export function trueLogDensity(x: number, y: number): number {
  const e = [Math.sin(x) + gap(x), Math.sin(x) - gap(x)].map((mean) => (y - mean) / spread(x));
  return Math.log(e.reduce((sum, v) => sum + Math.exp(-0.5 * v * v), 0) / 2 / spread(x)) - 0.5 * Math.log(2 * Math.PI);
}

/** Rows of y, and of x, which is uniform on (−3, 3); as the example of the README draws them. */
export function drawnRows(count: number, seed: number): { x: number[][]; y: number[][] } {
  const [u, side] = [noise(seed, 'x').uniform(count), noise(seed, 'side').uniform(count)];
  const e = noise(seed, 'e').normal(count);
  const x = Array.from(u, (v) => 6 * v - 3);
  const branch = (v: number, i: number) => (side[i]! < 0.5 ? gap(v) : -gap(v));
  return { x: x.map((v) => [v]), y: x.map((v, i) => [Math.sin(v) + branch(v, i) + spread(v) * e[i]!]) };
}
