import type { Values } from '../tensors/values.js';
import { determinant } from './determinant.js';
import type { Flow } from './flow.js';
import { jacobianAt } from './jacobian.js';
import { mapPoints } from './map-points.js';

/** What a flow says of its volume at some points, and how far that and its inverse are from what they should be. */
export interface FlowErrors {
  /** The flow's own ln|det ∂z'/∂z| in nats, one per point. */
  logDet: number[];
  /** Largest |logDet − ln|det J||, nats, with J by automatic differentiation. */
  logDetError: number;
  /** Largest |f⁻¹(f(z)) − z| of any coordinate; undefined if the flow offers no inverse. */
  inverseError?: number;
}

/**
 * Checks a flow against the definitions: its logDet against the determinant of its Jacobian, its inverse against the
 * way there. For tables of a few points: D backward passes and D³/3 multiplications for each.
 * @param params P numbers or a tensor [1, P]
 * @param points of D numbers each
 * @example
 * ```ts
 * import { flowErrors, slog } from 'vinf';
 *
 * const flow = slog(2);
 * const { logDetError, inverseError } = flowErrors(flow, flow.initialParams(0), [[0.5, -2]]);
 * console.log(logDetError < 1e-5, inverseError! < 1e-5); // true true
 * ```
 */
export function flowErrors(flow: Flow, params: Values, points: readonly (readonly number[])[]): FlowErrors {
  const { points: mapped, logDet } = mapPoints(flow, params, points);
  const found = points.map((point) => Math.log(Math.abs(determinant(jacobianAt(flow, params, point)))));
  const logDetError = largestDifference(logDet, found);
  if (!flow.inverse) return { logDet, logDetError };
  const back = mapPoints(flow, params, mapped, 'inverse').points;
  return { logDet, logDetError, inverseError: largestDifference(back.flat(), points.flat()) };
}

const largestDifference = (a: readonly number[], b: readonly number[]): number =>
  Math.max(0, ...a.map((value, i) => Math.abs(value - b[i]!)));
