import type { Vectors } from '../maths/vectors.js';
import { isView, type LoopStatement, type Operand, type Reduction } from './statement.js';
import type { View } from './view.js';

/** The same loop without axes of length 1, so that loops over the same elements have the same shape. */
export function canonical(statement: LoopStatement): LoopStatement {
  const long = statement.shape.flatMap((n, i) => (n === 1 ? [] : [i]));
  const pick = (view: View): View => ({
    ...view,
    shape: long.map((i) => view.shape[i]!),
    strides: long.map((i) => view.strides[i]!),
  });
  const { reduction: given, ...rest } = statement;
  const axes = given?.axes.flatMap((axis) => (long.includes(axis) ? [long.indexOf(axis)] : [])) ?? [];
  return {
    ...rest,
    shape: long.map((i) => statement.shape[i]!),
    operands: statement.operands.map((operand: Operand) => (isView(operand) ? pick(operand) : operand)),
    result: pick(statement.result),
    ...(given && axes.length > 0 ? { reduction: { ...given, axes } } : {}),
    ...(given && axes.length === 0 && isNothing(given) ? { compute: nothing } : {}),
  };
}

/** The sum of what comes before the only element. */
const isNothing = ({ running }: Reduction): boolean => running === 'exclusive';
const nothing = (v: Vectors) => v.constant('f32x4', 0);
