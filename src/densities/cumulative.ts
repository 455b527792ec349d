/**
 * A density on [low, low + (n − 1)·step] that is linear between n grid values, with its distribution function,
 * which is quadratic between them. Values need not be normalised; all in float64.
 */
export interface GridLine {
  low: number;
  step: number;
  /** Density at grid point k, ≥ 0 */
  value(k: number): number;
  /** Integral from the first grid point to grid point k */
  cumulative(k: number): number;
  count: number;
}

/** Running trapezoid integral of n values, written to `out`; returns the total. */
export function cumulate(values: Float64Array, step: number, out: Float64Array): number {
  let sum = 0;
  out[0] = 0;
  for (let k = 1; k < values.length; k++) {
    sum += 0.5 * step * (values[k - 1]! + values[k]!);
    out[k] = sum;
  }
  return sum;
}

/** F(x) = ∫ p over the line up to x, divided by the whole: from 0 to 1. */
export function distributionFunction(line: GridLine, x: number): number {
  const { low, step, count } = line;
  const position = Math.min(Math.max((x - low) / step, 0), count - 1);
  const k = Math.min(Math.floor(position), count - 2);
  const t = (position - k) * step;
  const slope = (line.value(k + 1) - line.value(k)) / step;
  return (line.cumulative(k) + t * (line.value(k) + 0.5 * slope * t)) / line.cumulative(count - 1);
}

/** x with F(x) = u: a bisection finds the cell, the root of its quadratic the place in it. */
export function quantileFunction(line: GridLine, u: number): number {
  const { low, step, count } = line;
  const wanted = u * line.cumulative(count - 1);
  let [below, above] = [0, count - 1];
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (line.cumulative(middle) <= wanted) below = middle;
    else above = middle;
  }
  const a = line.value(below);
  const slope = (line.value(below + 1) - a) / step;
  const rest = Math.max(0, wanted - line.cumulative(below));
  // rest = a·t + ½·slope·t², by the form of the root that does not cancel.
  const t = rest === 0 ? 0 : (2 * rest) / (a + Math.sqrt(Math.max(0, a * a + 2 * slope * rest)));
  return low + below * step + Math.min(t, step);
}
