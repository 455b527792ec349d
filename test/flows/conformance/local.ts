import type { Flow } from '../../../src/flows/flow.js';
import { drawRows, epsilon, type FlowCase, indices, largest } from './case.js';
import { evaluate, evaluateInverse, type Local } from './jacobian.js';
import { decompose, type Matrix } from './matrix.js';

/** A check returns its complaints; none means that the flow passes. */
export type Check = (flow: Flow, item: FlowCase) => string[];

/**
 * How many roundings an entry of the Jacobian may have gone through, relative to the largest of its row:
 * a few layers of a few sums of D ≤ 8 terms each, forward and backward.
 */
const roundings = 64;

/** logDet is ln|det ∂z'/∂z| of the autodiff Jacobian, and det has the same sign everywhere. */
export const logDetIsTheJacobians: Check = (flow, item) => {
  const at = evaluate(flow, item);
  const signs = new Set<number>();
  const tolerances: number[] = [];
  const failures = at.jacobian.flatMap((jacobian, row) => {
    const { logAbsDet, sign, inverse } = decompose(jacobian);
    const tolerance = logDetTolerance(jacobian, inverse, at.logDet[row]!);
    tolerances.push(tolerance);
    if (tolerance < 0.1) signs.add(sign);
    const error = Math.abs(at.logDet[row]! - logAbsDet);
    return error <= tolerance ? [] : [`row ${row}: logDet ${at.logDet[row]}, ln|det J| ${logAbsDet} ± ${tolerance}`];
  });
  if (signs.size > 1) failures.push('det J changes its sign');
  return [...failures, ...notVacuous(tolerances)];
};

/** At least a third of the rows has to be held to 0.01 or better. */
function notVacuous(tolerances: number[]): string[] {
  const sharp = tolerances.filter((tolerance) => tolerance < 0.01).length;
  return sharp >= tolerances.length / 3 ? [] : [`only ${sharp} of ${tolerances.length} rows are sharp enough`];
}

/**
 * An error δJ moves ln|det J| by tr(J⁻¹ δJ), so the tolerance grows with the condition of J:
 * Σ_ij |J⁻¹_ji|·|δJ_ij| with |δJ_ij| ≤ roundings·ε·max_j |J_ij|. Near-singular Jacobians have no sharp determinant
 * in float32; in float64 they do, which is why the suite runs in both.
 */
function logDetTolerance(jacobian: Matrix, inverse: Matrix, logDet: number): number {
  const spread = jacobian.reduce((sum, row, i) => {
    const column = inverse.reduce((total, inverseRow) => total + Math.abs(inverseRow[i]!), 0);
    return sum + largest(row) * column;
  }, 0);
  return roundings * epsilon() * (1 + Math.abs(logDet) + spread) + softplusGap();
}

/** tfjs's softplus switches to x, or to exp(x), where float32 would not notice: up to 1e-6 off in float64. */
const softplusGap = (): number => (epsilon() < 1e-10 ? 2e-6 : 0);

/** inverse(forward(z)) = z, and the two logDets cancel. */
export const inverseUndoesForward: Check = (flow, item) => {
  if (!flow.inverse) return flow.inverseKind === 'none' ? [] : [`claims to be ${flow.inverseKind} but has no inverse`];
  if (flow.inverseKind === 'none') return ['has an inverse but claims none'];
  const data = drawRows(flow, item);
  const at = evaluate(flow, item);
  const back = evaluateInverse(flow, data, at.out);
  const slacks = indices(data.count).map((row) => inverseTolerance(at, row));
  const failures = slacks.flatMap((slack, row) => {
    if (slack > 1) return []; // Not a digit is left: stacked layers may then be off by more than their joint slope says.
    const error = largest(back.z[row]!.map((x, i) => x - at.z[row]![i]!));
    const sum = Math.abs(back.logDet[row]! + at.logDet[row]!);
    const sumSlack = slack * (1 + at.logDetGradient[row]!.reduce((total, x) => total + Math.abs(x), 0));
    const sumTolerance = sumSlack + roundings * epsilon() * (1 + Math.abs(at.logDet[row]!));
    return [
      ...(error <= slack ? [] : [`row ${row}: inverse(forward(z)) is off by ${error}, tolerance ${slack}`]),
      ...(sum <= sumTolerance ? [] : [`row ${row}: logDets sum to ${sum}, tolerance ${sumTolerance}`]),
    ];
  });
  return [...failures, ...notVacuous(slacks)];
};

/** z' is known to ε times the largest number about; the inverse slope carries that back: ‖J⁻¹‖·|δz'|. */
function inverseTolerance(at: Local, row: number): number {
  const size = Math.max(1, largest(at.z[row]!), largest(at.out[row]!));
  const { inverse } = decompose(at.jacobian[row]!);
  const slope = Math.max(1, ...inverse.map((line) => line.reduce((sum, x) => sum + Math.abs(x), 0)));
  return (roundings * epsilon() * size + softplusGap()) * slope;
}
