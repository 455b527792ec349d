import { TraceError } from '../../trace/trace-error.js';
import type { Vector, Vectors } from '../maths/vectors.js';
import type { Lower, Lowering } from './lowering.js';
import { freshView } from './placement.js';
import { broadcastView, reshapedView, rowsOf, slicedView, type View } from './view.js';

/** The discrete Fourier transform of the middle axis of [rows, n, 2], real and imaginary parts. */
export const transformOperators: Readonly<Record<string, Lower>> = {
  DFT: (l, { inputs, outputs }) => {
    const n = inputs[0]!.shape[1]!;
    if ((n & (n - 1)) !== 0) {
      throw new TraceError(`Cannot compile: a DFT of ${n} numbers, which is no power of two, has no WebAssembly form`);
    }
    let from = l.view(inputs[0]!);
    for (let done = 1; done < n; done *= 2) {
      const to = 2 * done === n ? l.home(outputs[0]!) : freshView(from.shape);
      stage(l, from, to, done);
      from = to;
    }
    if (n === 1) l.alias(outputs[0]!, from);
  },
};

/**
 * One of log₂ n passes: with m = n/(2·done), of a = x[p·done + q] and b = x[(p + m)·done + q] it makes
 * y[2p·done + q] = a + b and y[(2p + 1)·done + q] = (a − b)·e^{−2πip/(2m)}.
 * Source: Stockham's form of the fast Fourier transform, Van Loan 1992, section 1.7.
 */
function stage(l: Lowering, from: View, to: View, done: number): void {
  const [rows, n] = from.shape as [number, number];
  const m = n / (2 * done);
  const shape = [rows, m, done];
  const part = (view: View, axes: readonly number[], half: 1 | 2, i: number, component: number): View => {
    const whole = reshapedView(view, [rows, ...axes, done, 2])!;
    const at = [0, 0, 0, 0, component];
    at[half] = i;
    const sizes = whole.shape.map((size, axis) => (axis === half || axis === 4 ? 1 : size));
    return reshapedView(slicedView(whole, at, sizes), shape)!;
  };
  const halves = [0, 1].flatMap((i) => [0, 1].map((component) => part(from, [2, m], 1, i, component)));
  const turns = [Math.cos, (x: number) => -Math.sin(x)].map((f) => {
    const constant = Float32Array.from({ length: m }, (_, p) => f((Math.PI * p) / m));
    return broadcastView(rowsOf({ size: m, constant }, [m, 1]), shape);
  });
  const emit = (i: number, component: number, compute: (v: Vectors, x: readonly Vector[]) => Vector) =>
    l.emit({
      kind: 'loop',
      shape,
      operands: [...halves, ...turns],
      compute,
      result: part(to, [m, 2], 2, i, component),
    });
  emit(0, 0, (v, [a, , c]) => v.apply('f32x4.add', a!, c!));
  emit(0, 1, (v, [, b, , d]) => v.apply('f32x4.add', b!, d!));
  emit(1, 0, (v, x) => turned(v, x, 're'));
  emit(1, 1, (v, x) => turned(v, x, 'im'));
}

/** A part of the difference of two complex numbers, turned. */
function turned(v: Vectors, [a, b, c, d, cos, sin]: readonly Vector[], of: 're' | 'im'): Vector {
  const [re, im] = [v.apply('f32x4.sub', a!, c!), v.apply('f32x4.sub', b!, d!)];
  const times = (x: Vector, y: Vector) => v.apply('f32x4.mul', x, y);
  if (of === 're') return v.apply('f32x4.sub', times(re, cos!), times(im, sin!));
  return v.apply('f32x4.add', times(re, sin!), times(im, cos!));
}
