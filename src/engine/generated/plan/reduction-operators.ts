import type { Operator } from '../../onnx/graph.js';
import { exp } from '../maths/exponential.js';
import { floats } from '../maths/floats.js';
import type { Lower, Lowering } from './lowering.js';
import { freshView } from './placement.js';
import type { Operand, Reduction } from './statement.js';
import { broadcastView, slicedView, type View } from './view.js';

/** Operators that make one number of many, or sums up to each. */
export const reductionOperators: Readonly<Record<string, Lower>> = {
  ReduceSum: (l, operator) => reduce(l, operator, 'add'),
  ReduceMean: (l, operator) => reduce(l, operator, 'add', true),
  ReduceMax: (l, operator) => reduce(l, operator, 'max'),
  ReduceMin: (l, operator) => reduce(l, operator, 'min'),
  ReduceProd: (l, operator) => reduce(l, operator, 'mul'),
  CumSum: (l, { inputs, outputs, attributes }) => {
    const [x, axisValue] = inputs;
    const axis = axisValue!.constant![0]!;
    const { shape, type } = x!;
    const turned = (view: View) => {
      const isTurned = (i: number) => i === axis && attributes.reverse === 1;
      const [starts, steps] = [
        shape.map((n, i) => (isTurned(i) ? n - 1 : 0)),
        shape.map((_, i) => (isTurned(i) ? -1 : 1)),
      ];
      return slicedView(view, starts, shape, steps);
    };
    l.emit({
      kind: 'loop',
      shape,
      operands: [turned(l.view(x!))],
      compute: (_, [value]) => value!,
      result: turned(l.home(outputs[0]!)),
      reduction: { name: 'add', axes: [axis], type, running: attributes.exclusive ? 'exclusive' : 'inclusive' },
    });
  },
  Softmax: (l, { inputs, outputs, attributes }) => {
    const [x, axis] = [l.operand(inputs[0]!, inputs[0]!.shape), attributes.axis as number];
    const { shape } = inputs[0]!;
    const one = shape.map((n, i) => (i === axis ? 1 : n));
    const [largest, exps, sum] = [freshView(one), freshView(shape), freshView(one)];
    reduceInto(l, x, largest, shape, { name: 'max', axes: [axis], type: 'float32' });
    const spread = (view: View) => broadcastView(view, shape);
    l.emit({
      kind: 'loop',
      shape,
      operands: [x, spread(largest)],
      compute: (v, [value, top]) => exp(v, floats(v, 'f32x4').sub(value!, top!)),
      result: exps,
    });
    reduceInto(l, exps, sum, shape, { name: 'add', axes: [axis], type: 'float32' });
    l.emit({
      kind: 'loop',
      shape,
      operands: [exps, spread(sum)],
      compute: (v, [e, all]) => floats(v, 'f32x4').div(e!, all!),
      result: l.home(outputs[0]!),
    });
  },
};

function reduce(l: Lowering, { inputs, outputs }: Operator, name: Reduction['name'], isMean = false): void {
  const [x, axisValues] = inputs;
  const { shape, type } = x!;
  const axes = Array.from(axisValues!.constant!);
  const home = l.home(outputs[0]!);
  const isKept = home.shape.length === shape.length;
  const kept = shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const strides = shape.map((_, i) => (axes.includes(i) ? 0 : home.strides[isKept ? i : kept.indexOf(i)]!));
  const divisor = axes.reduce((n, i) => n * shape[i]!, 1);
  const reduction = { name, axes, type, ...(isMean && { divisor }) };
  reduceInto(l, l.operand(x!, shape), { ...home, shape, strides }, shape, reduction);
}

/** @param result along reduced axes the same number, or one number */
function reduceInto(l: Lowering, x: Operand, result: View, shape: readonly number[], reduction: Reduction): void {
  const strides = result.strides.map((stride, i) => (reduction.axes.includes(i) ? 0 : stride));
  l.emit({
    kind: 'loop',
    shape,
    operands: [x],
    compute: (_, [value]) => value!,
    result: { ...result, shape, strides },
    reduction,
  });
}
