import { type Operator, sizeOf, type Value } from '../../onnx/graph.js';
import type { Lowering } from './lowering.js';
import { freshView } from './placement.js';
import { rowsOf, type View } from './view.js';

/**
 * A loop of at least one round. What is carried lies in one buffer and what a round makes of it in another, so that nothing
 * is overwritten that the round still reads.
 */
export function lowerLoop(l: Lowering, { inputs, outputs, body }: Operator): void {
  const [most, , ...start] = inputs;
  const { inputs: carried, outputs: made } = body!;
  const [before, after] = [buffers(outputs), buffers(outputs)];
  for (const [i, part] of before.parts.entries()) {
    l.copy(l.operand(start[i]!, part.shape), part);
    l.alias(carried[i + 2]!, part);
  }
  const again = freshView(made[0]!.shape);
  const statements = l.inside(body!, [again, ...after.parts]);
  l.emit({
    kind: 'rounds',
    body: statements,
    carry: {
      kind: 'loop',
      shape: after.whole.shape,
      operands: [after.whole],
      compute: (_, [x]) => x!,
      result: before.whole,
    },
    again,
    most: most!.constant![0]!,
    result: after.whole,
  });
  for (const [i, part] of after.parts.entries()) l.alias(outputs[i]!, part);
}

/** Tensors one after the other in one buffer. */
function buffers(values: readonly Value[]): { whole: View; parts: View[] } {
  const sizes = values.map(({ shape }) => sizeOf(shape));
  const whole = freshView([sizes.reduce((sum, size) => sum + size, 0)]);
  let end = 0;
  const parts = values.map(({ shape }, i) => {
    const part = rowsOf(whole.buffer, shape, end);
    end += sizes[i]!;
    return part;
  });
  return { whole, parts };
}
