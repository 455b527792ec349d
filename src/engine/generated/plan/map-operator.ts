import type { Operator } from '../../onnx/graph.js';
import { calledOperators, elementwise } from '../maths/elementwise.js';
import type { Lowering } from './lowering.js';
import type { View } from './view.js';

/** An operator number by number. @param result where it is wanted, if not in the place of its own */
export function mapOperator(lowering: Lowering, { type, inputs, attributes, outputs }: Operator, result?: View): void {
  const home = result ?? lowering.home(outputs[0]!);
  const setting = { attributes, from: (type === 'Where' ? inputs[1]! : inputs[0]!).type };
  lowering.emit({
    kind: 'loop',
    shape: home.shape,
    operands: inputs.map((value) => lowering.operand(value, home.shape)),
    compute: (v, operands, call) =>
      calledOperators.has(type) ? call(type, operands) : elementwise[type]!(v, operands, setting),
    result: home,
  });
}
