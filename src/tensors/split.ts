import * as tf from '@tensorflow/tfjs';

/** A piece for each size: as many as a tuple has, or a list of them. */
export type Pieces<Sizes extends readonly number[], Piece> = { -readonly [At in keyof Sizes]: Piece };

/**
 * Cuts [rows, ΣN] into columns [rows, N₁], [rows, N₂], …, all at once: the gradient of one split is one concat,
 * while a slice each would pad every gradient to the full width.
 * A single piece is the tensor itself, since tfjs has no gradient for a split into one; an empty piece is [rows, 0].
 */
export const splitColumns = <const Sizes extends readonly number[]>(
  x: tf.Tensor2D,
  sizes: Sizes,
): Pieces<Sizes, tf.Tensor2D> => splitAlong(x, sizes, 1);

/** N pieces where the number is written out, else a list of them. */
type Copies<N extends number, Piece, List extends Piece[] = []> = number extends N
  ? Piece[]
  : List['length'] extends N
    ? List
    : Copies<N, Piece, [...List, Piece]>;

/** Cuts [rows, K·N] into K pieces [rows, N]. */
export function splitEvenly<const K extends number>(x: tf.Tensor2D, pieces: K): Copies<K, tf.Tensor2D> {
  const all = splitColumns(x, new Array<number>(pieces).fill(x.shape[1] / pieces));
  return all as Copies<K, tf.Tensor2D>;
}

/** Cuts [ΣN, columns] into rows [N₁, columns], [N₂, columns], … */
export const splitRows = <const Sizes extends readonly number[]>(
  x: tf.Tensor2D,
  sizes: Sizes,
): Pieces<Sizes, tf.Tensor2D> => splitAlong(x, sizes, 0);

/** Cuts [B, d, n] into its n slices [B, d]. */
export function slices<const N extends number>(x: tf.Tensor3D, n: N): Copies<N, tf.Tensor2D> {
  const [batch, d] = x.shape;
  const all = splitAlong(x, new Array<number>(n).fill(1), 2);
  return all.map((slice): tf.Tensor2D => slice.reshape([batch, d])) as Copies<N, tf.Tensor2D>;
}

/** Cuts a tensor of any rank along an axis, as `splitColumns` does. */
export function splitAlong<R extends tf.Rank, const Sizes extends readonly number[]>(
  x: tf.Tensor<R>,
  sizes: Sizes,
  axis: number,
): Pieces<Sizes, tf.Tensor<R>> {
  const present = sizes.filter((size) => size > 0);
  const pieces = present.length > 1 ? tf.split<tf.Tensor<R>>(x, present, axis) : present.map(() => x);
  const empty = x.shape.with(axis, 0) as typeof x.shape;
  let next = 0;
  const all = sizes.map((size) => (size > 0 ? pieces[next++]! : tf.zeros<R>(empty)));
  return all as Pieces<Sizes, tf.Tensor<R>>; // `map` forgets how many there are.
}
