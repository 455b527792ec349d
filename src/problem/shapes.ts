import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';

/** Shapes by name. */
export type Shapes = Readonly<Record<string, readonly number[]>>;

/** The tensor of a shape: [B, D] makes a matrix; a shape of which only the type is known, as `number[]`, any tensor. */
export type TensorOf<Shape extends readonly number[]> = Shape extends readonly []
  ? Scalar
  : Shape extends readonly [number]
    ? Tensor1D
    : Shape extends readonly [number, number]
      ? Tensor2D
      : Shape extends readonly [number, number, number]
        ? Tensor3D
        : Tensor;

/** The tensors of some shapes, by the same names; where a shape may be missing, so may its tensor. */
export type TensorsOf<Named extends Shapes> = { [Name in keyof Named]: TensorOf<NonNullable<Named[Name]>> };

/** A tensor for each shape. @param make has to give a tensor of the shape it gets */
export function tensorsOf<Named extends Shapes>(
  shapes: Named,
  make: (name: string, shape: readonly number[]) => Tensor,
): TensorsOf<Named> {
  const tensors = Object.entries(shapes).map(([name, shape]) => [name, make(name, shape)]);
  return Object.fromEntries(tensors) as TensorsOf<Named>;
}
