import { epsilon, indices, largest, type Structure } from './case.js';
import { evaluate } from './jacobian.js';
import type { Check } from './local.js';
import type { Matrix } from './matrix.js';

/** The Jacobian has the structure that the registry claims. */
export const structureHolds: Check = (flow, item) => {
  const claims = item.structure ?? [];
  if (claims.length === 0) return [];
  const at = evaluate(flow, item);
  return at.jacobian.flatMap((jacobian, row) =>
    claims.flatMap((claim) => {
      const size = Math.max(1, largest(jacobian.flat()));
      const off = claim === 'volume-preserving' ? Math.abs(at.logDet[row]!) : departures[claim](jacobian) / size;
      return off <= 64 * epsilon() ? [] : [`row ${row}: not ${claim}, by ${off}`];
    }),
  );
};

const departures: Record<Exclude<Structure, 'volume-preserving'>, (jacobian: Matrix) => number> = {
  lower: (J) => largestWhere(J, (i, j) => j > i),
  upper: (J) => largestWhere(J, (i, j) => j < i),
  diagonal: (J) => largestWhere(J, (i, j) => i !== j),
  circulant: (J) => largestWhere(J.map((row, i) => row.map((x, j) => x - J[(i - j + J.length) % J.length]![0]!))),
  orthogonal: (J) =>
    largestWhere(J.map((a, i) => J.map((b, j) => a.reduce((sum, x, k) => sum + x * b[k]!, i === j ? -1 : 0)))),
};

const largestWhere = (J: Matrix, counts: (i: number, j: number) => boolean = () => true): number =>
  largest(indices(J.length).flatMap((i) => indices(J.length).flatMap((j) => (counts(i, j) ? [J[i]![j]!] : []))));
