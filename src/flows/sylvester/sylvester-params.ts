import type { Values } from '../../tensors/values.js';
import { checkCount } from '../define.js';
import { triangleSize } from '../linear/matrix.js';
import { packTriangle, unpackTriangle } from '../linear/packed-triangle.js';
import { checkEach, cutLayers, joinLayers, listOf, type NamedPart } from '../named-params.js';
import { type PlainMatrix, toRows } from '../plain-matrix.js';
import { checkSylvester, type SylvesterOptions } from './sylvester.js';
import { bases } from './sylvester-basis.js';

/** One layer of `sylvester` by name. */
export interface SylvesterLayer {
  /**
   * What Q is made of: a matrix [D, m] that the flow orthonormalises (`orthogonal`), or the vectors of the reflections, D
   * numbers each (`householder`); empty for `triangular`.
   */
  basis: PlainMatrix;
  /** R and R̃, upper triangular [m, m] with diagonals in (−1, 1) */
  R: PlainMatrix;
  RTilde: PlainMatrix;
  /** m numbers */
  b: readonly number[];
}

/**
 * Parameters of `sylvester` from its layers, z' = z + Q R tanh(R̃ Qᵀz + b): one layer, or a list in the order of
 * application. Source: van den Berg et al. 2018, eq. 8.
 * @returns K(q + m(m − 1) + 3m) numbers: all of what Q is made of | R | R̃ beside their diagonals | raw r | raw r̃ | b
 * @throws RangeError for an empty list, layers of different sizes, R or R̃ that are not upper triangular with diagonals in
 *   (−1, 1), or a number that is not finite
 */
export function sylvesterParams(layers: SylvesterLayer | readonly SylvesterLayer[]): Float32Array {
  const where = 'sylvesterParams';
  const list = listOf(layers, where);
  const [m, q] = [list[0]!.b.length, list[0]!.basis.flat().length];
  checkCount('columns', m, where);
  return joinLayers(
    list,
    ({ basis, R, RTilde, b }, at) => {
      const main = bounded(`R ${at}`, R, m, where);
      const tilde = bounded(`RTilde ${at}`, RTilde, m, where);
      return [
        [`basis ${at}`, basis.flat(), q],
        [`R ${at}`, main.beside, main.beside.length],
        [`RTilde ${at}`, tilde.beside, tilde.beside.length],
        [`the diagonal of R ${at}`, main.diagonal, m],
        [`the diagonal of RTilde ${at}`, tilde.diagonal, m],
        [`b ${at}`, b, m],
      ] satisfies NamedPart[];
    },
    where,
  );
}

/** An upper triangle whose diagonal is tanh of what comes out. */
function bounded(name: string, matrix: PlainMatrix, m: number, where: string) {
  const { beside, diagonal } = packTriangle(name, matrix, { side: 'upper', size: m }, where);
  checkEach(`the diagonal of ${name}`, diagonal, 'be between −1 and 1', (x) => Math.abs(x) < 1, where);
  return { beside, diagonal: diagonal.map(Math.atanh) };
}

/**
 * The layers of a Sylvester flow from its parameters. `sylvesterParams` makes the same parameters of them: bit for bit but
 * for raw r and r̃, which between −10 and 10 are the same to 1e-6.
 * @param params K(q + m(m − 1) + 3m) numbers or a tensor of one row
 * @param dim    D
 * @param options the flow's own
 * @throws RangeError if the parameters do not make whole layers or are not finite, or for options that the flow refuses
 */
export function readSylvesterParams(
  params: Values,
  dim: number,
  options: Omit<SylvesterOptions, 'layers'> = {},
): SylvesterLayer[] {
  checkSylvester(dim, options, 'readSylvesterParams');
  const { kind = 'householder', columns: m = dim, reflections = m } = options;
  const [q, beside] = [bases[kind](dim, m, reflections).size, triangleSize(m)];
  const layers = cutLayers(params, [q, beside, beside, m, m, m], `readSylvesterParams, dim ${dim}`);
  const triangle = (beside: number[], raw: number[]) =>
    unpackTriangle({ beside, diagonal: raw.map(Math.tanh) }, 'upper');
  return layers.map(([basis, R, RTilde, rawR, rawRTilde, b]) => ({
    basis: toRows(basis!, kind === 'orthogonal' ? m : dim),
    R: triangle(R!, rawR!),
    RTilde: triangle(RTilde!, rawRTilde!),
    b: b!,
  }));
}
