import { type Operator, sizeOf, type Value } from '../../onnx/graph.js';
import { reshapedView, rowsOf, slicedView, transposedView, type View } from './view.js';

/** Operators whose results are parts of their operands, so that they have no place of their own. */
const borrowed = new Set(['Split', 'Slice', 'Expand']);

/**
 * Where results are computed that are parts of something larger: outputs where they are wanted, and the parts of a
 * concatenation one beside the other, so that neither takes a copy. A value wanted at two places is at one of them.
 * @param outputs with the places where they are wanted
 */
export function placements(
  operators: readonly Operator[],
  outputs: readonly (readonly [Value, View])[],
): ReadonlyMap<Value, View> {
  const homes = new Map<Value, View>();
  const place = (value: Value, home: View | undefined) => {
    if (home && value.producer && !borrowed.has(value.producer.type) && !homes.has(value)) homes.set(value, home);
  };
  for (const [value, view] of outputs) place(value, view);
  for (const operator of operators.toReversed()) {
    const [operand, result] = [operator.inputs[0]!, operator.outputs[0]!];
    if (operator.type === 'Concat' && !homes.has(result)) homes.set(result, freshView(result.shape));
    const home = homes.get(result);
    if (!home) continue;
    if (operator.type === 'Reshape') place(operand, reshapedView(home, operand.shape));
    if (operator.type === 'Transpose')
      place(operand, transposedView(home, inverse(operator.attributes.perm as number[])));
    if (operator.type === 'Concat')
      for (const [i, part] of partsOf(operator, home).entries()) place(operator.inputs[i]!, part);
  }
  return homes;
}

/** Memory for a tensor by itself. */
export const freshView = (shape: readonly number[]): View => rowsOf({ size: sizeOf(shape) }, shape);

/** The places of what a concatenation consists of. */
export function partsOf({ inputs, attributes }: Operator, whole: View): View[] {
  let end = 0;
  return inputs.map(({ shape }) => {
    const starts = shape.map((_, i) => (i === attributes.axis ? end : 0));
    end += shape[attributes.axis as number]!;
    return slicedView(whole, starts, shape);
  });
}

function inverse(perm: readonly number[]): number[] {
  const back: number[] = [];
  for (const [i, axis] of perm.entries()) back[axis] = i;
  return back;
}
