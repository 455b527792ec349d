import { expected } from '../errors.js';

/**
 * Rows of noise in the order in which they lie nearest to rows of data: of all pairings the one with the smallest sum of
 * squared distances, Σᵢ ‖xᵢ − x₀,π(i)‖². The straight paths of flow matching then cross less, so that its targets vary less
 * and fewer steps follow the flow. It takes O(B³) for B rows, which for 256 is longer than an update of a small network.
 * Source: Tong et al. 2024, section 3.2; Pooladian et al. 2023. With a context it is biased: noise that is paired by x is
 * no longer standard normal given the context.
 * @param noise B rows of `columns` numbers
 * @param x     B rows likewise
 * @returns     the rows of noise in the order of their partners in x
 * @throws RangeError for numbers that are not rows of so many columns, or of which there are not equally many
 * @example
 * ```ts
 * import { pairedByTransport } from 'vinf';
 *
 * const paired = await pairedByTransport(Float32Array.of(2, -1, 0), Float32Array.of(-3, 0.5, 9), 1);
 * console.log(paired); // Float32Array(3) [ -1, 0, 2 ]
 * ```
 */
export async function pairedByTransport(noise: Float32Array, x: Float32Array, columns: number): Promise<Float32Array> {
  if (x.length % columns !== 0 || noise.length !== x.length) {
    const wanted = `be as many rows of ${columns} numbers as the data, ${x.length} numbers`;
    throw new RangeError(expected('the noise', wanted, noise.length, 'pairedByTransport'));
  }
  // Here and not above: whoever pairs nothing should not wait for it.
  const { linearSumAssignment } = await import('linear-sum-assignment');
  const rows = x.length / columns;
  const costs = Array.from({ length: rows }, (_, i) =>
    Float64Array.from({ length: rows }, (_, j) => squaredDistance(x, i, noise, j, columns)),
  );
  const { rowAssignments } = linearSumAssignment(costs, { maximaze: false }); // As the package spells it.
  const paired = new Float32Array(noise.length);
  Array.from(rowAssignments).forEach((j, i) => {
    paired.set(noise.subarray(j * columns, (j + 1) * columns), i * columns);
  });
  return paired;
}

function squaredDistance(x: Float32Array, i: number, y: Float32Array, j: number, columns: number): number {
  let sum = 0;
  for (let k = 0; k < columns; k++) sum += (x[i * columns + k]! - y[j * columns + k]!) ** 2;
  return sum;
}
