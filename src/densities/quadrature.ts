/** Points and weights of an integration rule on an interval. */
export interface Rule {
  points: Float64Array;
  weights: Float64Array;
}

/** Gauss–Legendre with 5 points on (−1, 1), exact up to degree 9; roots of P₅. */
const inner = Math.sqrt(5 - 2 * Math.sqrt(10 / 7)) / 3;
const outer = Math.sqrt(5 + 2 * Math.sqrt(10 / 7)) / 3;
const innerWeight = (322 + 13 * Math.sqrt(70)) / 900;
const outerWeight = (322 - 13 * Math.sqrt(70)) / 900;
const roots = [-outer, -inner, 0, inner, outer];
const rootWeights = [outerWeight, innerWeight, 128 / 225, innerWeight, outerWeight];

/**
 * Composite Gauss–Legendre rule over [edges[0], edges.at(-1)]: panels of at most `width`, none of them across an edge,
 * so that kinks at the edges cost no accuracy.
 */
export function gaussLegendre(edges: readonly number[], width: number): Rule {
  const points: number[] = [];
  const weights: number[] = [];
  for (let e = 1; e < edges.length; e++) {
    const [low, high] = [edges[e - 1]!, edges[e]!];
    const panels = Math.max(1, Math.ceil((high - low) / width));
    const half = (high - low) / panels / 2;
    for (let k = 0; k < panels; k++) {
      for (const [i, root] of roots.entries()) {
        points.push(low + half * (2 * k + 1 + root));
        weights.push(half * rootWeights[i]!);
      }
    }
  }
  return { points: Float64Array.from(points), weights: Float64Array.from(weights) };
}

/** ln of the integral of exp(f) over the square of a rule, in float64; and the mean of f under the density ∝ exp(f). */
export function integrateExp(f: (x: number, y: number) => number, { points, weights }: Rule) {
  let [mass, moment, top] = [0, 0, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < points.length; i++) {
    for (let j = 0; j < points.length; j++) {
      const value = f(points[i]!, points[j]!);
      if (value === Number.NEGATIVE_INFINITY) continue;
      if (value > top) {
        const shrink = Math.exp(top - value);
        [mass, moment, top] = [mass * shrink, moment * shrink, value];
      }
      const weight = weights[i]! * weights[j]! * Math.exp(value - top);
      mass += weight;
      moment += weight * value;
    }
  }
  return { logIntegral: top + Math.log(mass), mean: moment / mass };
}
