import { expected } from '../../errors.js';
import { checkEach } from '../named-params.js';
import type { PlainMatrix } from '../plain-matrix.js';
import type { Side } from './matrix.js';

/** A triangular matrix as linear flows have it: entries beside the diagonal line by line, and the diagonal. */
export interface PackedTriangle {
  beside: number[];
  diagonal: number[];
}

/** @throws RangeError unless the matrix is [size, size], with zeros on the other side of its diagonal */
export function packTriangle(
  name: string,
  matrix: PlainMatrix,
  { side, size }: { side: Side; size: number },
  where: string,
): PackedTriangle {
  if (matrix.length !== size) throw new RangeError(expected(name, `have ${size} rows`, matrix.length, where));
  const beyond = side === 'lower' ? 'above' : 'below';
  matrix.forEach((row, i) => {
    if (row.length !== size) {
      const wanted = `have ${size} numbers in row ${i}`;
      throw new RangeError(expected(name, wanted, row.length, where));
    }
    const j = row.findIndex((value, k) => (side === 'lower' ? k > i : k < i) && value !== 0);
    if (j >= 0) {
      throw new RangeError(expected(name, `be 0 ${beyond} its diagonal`, `${row[j]} at [${i}, ${j}]`, where));
    }
  });
  return {
    beside: matrix.flatMap((row, i) => (side === 'lower' ? row.slice(0, i) : row.slice(i + 1))),
    diagonal: matrix.map((row, i) => row[i]!),
  };
}

/** The matrix that `packTriangle` packed. */
export function unpackTriangle({ beside, diagonal }: PackedTriangle, side: Side): number[][] {
  const n = diagonal.length;
  let next = 0;
  return diagonal.map((corner, i) =>
    Array.from({ length: n }, (_, j) => {
      if (j === i) return corner;
      return (side === 'lower' ? j < i : j > i) ? beside[next++]! : 0;
    }),
  );
}

/** s of a diagonal eˢ. @throws RangeError unless all of it is above 0 */
export function logDiagonal(name: string, diagonal: readonly number[], where: string): number[] {
  checkEach(`the diagonal of ${name}`, diagonal, 'be above 0', (x) => x > 0, where);
  return diagonal.map(Math.log);
}
