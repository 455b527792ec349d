import type { SampleSetName } from '../../densities/index.js';

/** ln p at one point, nats, in float64. */
type LogDensityAt = (x: number, y: number) => number;

/**
 * The density behind each sample set of `sampleSet`, up to quadrature of a curve's parameter where that has no closed
 * form: the log-likelihood of it is what no other density beats in expectation.
 * @returns ln p at each point, nats, −∞ outside the support; points are x₁, y₁, x₂, y₂ …
 */
export function trueLogDensity(name: SampleSetName, points: ArrayLike<number>): Float64Array {
  const at = truths[name]();
  return Float64Array.from({ length: points.length / 2 }, (_, i) => at(points[2 * i]!, points[2 * i + 1]!));
}

const truths: Readonly<Record<SampleSetName, () => LogDensityAt>> = {
  twoMoons: () =>
    aroundCurve(0.15, (add) => {
      midpoints(400, (u, weight) => {
        const [x, y] = [2 * (Math.cos(Math.PI * u) - 0.5), 2 * (Math.sin(Math.PI * u) - 0.25)];
        add(x, y, weight / 2);
        add(-x, -y, weight / 2);
      });
    }),
  rings: () => (x, y) => {
    const r = Math.hypot(x, y);
    return logMeanExp([1, 2, 3].map((k) => logNormal(r - k, 0.1))) - Math.log(2 * Math.PI * r);
  },
  pinwheel: () => (x, y) => logMeanExp([0, 1, 2, 3, 4].map((k) => pinwheelArm((2 * Math.PI * k) / 5, x, y))),
  checkerboard: () => (x, y) => {
    const [column, row] = [Math.floor((x + 4) / 2), Math.floor((y + 4) / 2)];
    const inside = Math.max(Math.abs(x), Math.abs(y)) <= 4 && (column + row) % 2 === 0;
    return inside ? -Math.log(32) : Number.NEGATIVE_INFINITY;
  },
  spirals: () =>
    aroundCurve(0.1, (add) => {
      midpoints(1000, (s, weight) => {
        const [x, y] = [3.5 * s * Math.cos(3 * Math.PI * s), 3.5 * s * Math.sin(3 * Math.PI * s)];
        add(x, y, weight * s); // u = s² is uniform, hence 2s ds; half of it for each arm.
        add(-x, -y, weight * s);
      });
    }),
};

/**
 * ln of the density of (r, t) ↦ R(turn + 0.6 r)·(r, t) with r ~ N(2, 0.5²) and t ~ N(0, 0.15²), whose determinant is
 * 1 − 0.6 t. A point at distance ρ comes from the roots of ρ·cos(φ − turn − 0.6 r) = r.
 */
function pinwheelArm(turn: number, x: number, y: number): number {
  const [rho, phi] = [Math.hypot(x, y), Math.atan2(y, x)];
  const angle = (r: number) => phi - turn - 0.6 * r;
  const terms = roots((r) => rho * Math.cos(angle(r)) - r, rho).map((r) => {
    const t = rho * Math.sin(angle(r));
    return logNormal(r - 2, 0.5) + logNormal(t, 0.15) - Math.log(Math.abs(1 - 0.6 * t));
  });
  return logSumExp(terms);
}

/** The sign changes of a function within ±range, to 1e-12 of it. */
function roots(g: (r: number) => number, range: number): number[] {
  const cells = 32;
  const edges = Array.from({ length: cells + 1 }, (_, i) => range * 1.0001 * ((2 * i) / cells - 1));
  return edges.slice(1).flatMap((right, i) => {
    let [low, high] = [edges[i]!, right];
    const sign = Math.sign(g(low));
    if (sign === Math.sign(g(high))) return [];
    for (let halving = 0; halving < 40; halving++) {
      const middle = (low + high) / 2;
      if (Math.sign(g(middle)) === sign) low = middle;
      else high = middle;
    }
    return [(low + high) / 2];
  });
}

/** ln Σ weight·N(point; node, spread²·I), over nodes that `visit` adds. */
function aroundCurve(
  spread: number,
  visit: (add: (x: number, y: number, weight: number) => void) => void,
): LogDensityAt {
  const [xs, ys, logWeights]: [number[], number[], number[]] = [[], [], []];
  visit((x, y, weight) => {
    xs.push(x);
    ys.push(y);
    logWeights.push(Math.log(weight / (2 * Math.PI * spread ** 2)));
  });
  const scale = -0.5 / spread ** 2;
  const term = (i: number, x: number, y: number) => logWeights[i]! + scale * ((x - xs[i]!) ** 2 + (y - ys[i]!) ** 2);
  return (x, y) => {
    let [top, sum] = [Number.NEGATIVE_INFINITY, 0];
    for (let i = 0; i < xs.length; i++) top = Math.max(top, term(i, x, y));
    for (let i = 0; i < xs.length; i++) sum += Math.exp(term(i, x, y) - top);
    return top + Math.log(sum);
  };
}

/** The midpoint rule on (0, 1). */
function midpoints(count: number, visit: (at: number, weight: number) => void): void {
  for (let i = 0; i < count; i++) visit((i + 0.5) / count, 1 / count);
}

const logNormal = (x: number, spread: number): number =>
  -0.5 * ((x / spread) ** 2 + Math.log(2 * Math.PI)) - Math.log(spread);

function logSumExp(values: readonly number[]): number {
  const top = Math.max(...values);
  return Number.isFinite(top) ? top + Math.log(values.reduce((sum, v) => sum + Math.exp(v - top), 0)) : top;
}

const logMeanExp = (values: readonly number[]): number => logSumExp(values) - Math.log(values.length);
