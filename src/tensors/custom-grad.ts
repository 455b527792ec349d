import * as tf from '@tensorflow/tfjs';

/** One tensor for each of some others: their gradients. */
export type GradientsOf<Inputs extends readonly tf.Tensor[]> = { [At in keyof Inputs]: tf.Tensor };

/**
 * A function of tensors with a gradient of its own, y = f(x₁, x₂, …). Forward and backward are apart, so that the
 * gradient sees nothing of the forward pass but what is saved: tfjs keeps saved tensors until the gradient has been
 * taken and disposes of them then, while all else that the forward pass made is gone by that time. A second derivative
 * goes through saved inputs; other saved tensors are constants to it.
 * @param forward  y at the inputs, and the tensors that its gradient needs, inputs among them
 * @param gradient ∂loss/∂xᵢ for each input, of its shape, from dy = ∂loss/∂y and the saved tensors
 */
export function customGrad<Inputs extends tf.Tensor[], Value extends tf.Tensor, Saved extends tf.Tensor[] | []>(
  forward: (...inputs: Inputs) => { value: Value; saved: Saved },
  gradient: (dy: Value, saved: Saved) => GradientsOf<Inputs>,
): (...inputs: Inputs) => Value {
  return tf.customGrad((...args) => {
    const inputs = args.slice(0, -1) as Inputs;
    const save = args.at(-1) as tf.GradSaveFunc;
    const { value, saved } = forward(...inputs);
    save(saved);
    return { value, gradFunc: (dy: Value, kept: tf.Tensor[]) => gradient(dy, kept as Saved) };
  });
}
