import { util } from '@tensorflow/tfjs';
import { type DftMap, rowDftKernel } from '../../tensors/row-dft.js';
import type { Builder } from '../onnx/builder.js';
import { rowDft } from '../onnx/dft.js';
import { binary, broadcast, cast, reduce, scalar, unary, where } from '../onnx/elementwise.js';
import { sizeOf, type Value } from '../onnx/graph.js';
import { scatterAdd } from '../onnx/layout.js';
import { matMul } from '../onnx/products.js';
import { type Attributes, type Kernel, one, toAxes } from './kernel.js';
import { layoutKernels } from './layout-kernels.js';

/**
 * What each tfjs kernel is in ONNX operators. To teach the compiler another kernel, add a line here,
 * or in `layout-kernels.ts` if it only moves numbers about.
 */
export const kernels: Readonly<Record<string, Kernel>> = {
  // One tensor, element by element
  ...unaries('Abs', 'Neg', 'Exp', 'Log', 'Sqrt', 'Sigmoid', 'Tanh', 'Reciprocal', 'Sign', 'Floor', 'Ceil', 'Round'),
  ...unaries(
    'Sin',
    'Cos',
    'Tan',
    'Asin',
    'Acos',
    'Atan',
    'Sinh',
    'Cosh',
    'Asinh',
    'Acosh',
    'Atanh',
    'Erf',
    'Elu',
    'Selu',
  ),
  Identity: (_, { x }) => one(x),
  Square: (g, { x }) => square(g, one(x)),
  Rsqrt: (g, { x }) => unary(g, 'Reciprocal', unary(g, 'Sqrt', one(x))),
  Expm1: (g, { x }) => expm1(g, one(x)),
  Log1p: (g, { x }) => log1p(g, one(x)),
  Softplus: (g, { x }) => softplus(g, one(x)),
  Relu: (g, { x }) => unary(g, 'Relu', one(x)),
  Relu6: (g, { x }) => clip(g, one(x), 0, 6),
  LeakyRelu: (g, { x }, { alpha }) => unary(g, 'LeakyRelu', one(x), { alpha: { float: alpha as number } }),
  Prelu: (g, { x, alpha }) => where(g, negative(g, one(x)), binary(g, 'Mul', one(alpha), one(x)), one(x)),
  EluGrad: (g, { dy, y }) => eluGradient(g, one(dy), one(y)),
  Step: (g, { x }, { alpha }) => step(g, one(x), (alpha as number | undefined) ?? 0),
  ClipByValue: (g, { x }, { clipValueMin, clipValueMax }) =>
    clip(g, one(x), clipValueMin as number, clipValueMax as number),
  Cast: (g, { x }, { dtype }) => cast(g, one(x), dtype as 'float32' | 'int32' | 'bool'),
  LogicalNot: (g, { x }) => unary(g, 'Not', one(x)),
  IsNan: (g, { x }) => g.emit('IsNaN', [one(x)], [{ shape: one(x).shape, type: 'bool' }])[0]!,
  ZerosLike: (g, { x }) => filled(g, one(x), 0),
  OnesLike: (g, { x }) => filled(g, one(x), 1),

  // Two tensors that broadcast
  ...binaries({ Add: 'Add', Sub: 'Sub', Multiply: 'Mul', RealDiv: 'Div', Pow: 'Pow' }),
  ...binaries({ Maximum: 'Max', Minimum: 'Min', LogicalAnd: 'And', LogicalOr: 'Or' }),
  ...binaries({ Equal: 'Equal', Greater: 'Greater', GreaterEqual: 'GreaterOrEqual' }),
  ...binaries({ Less: 'Less', LessEqual: 'LessOrEqual' }),
  NotEqual: (g, { a, b }) => unary(g, 'Not', binary(g, 'Equal', one(a), one(b))),
  FloorDiv: (g, { a, b }) => floorDivide(g, one(a), one(b)),
  Mod: (g, { a, b }) => modulo(g, one(a), one(b)),
  SquaredDifference: (g, { a, b }) => square(g, binary(g, 'Sub', one(a), one(b))),
  AddN: (g, tensors) =>
    Object.values(tensors)
      .map(one)
      .reduce((sum, x) => binary(g, 'Add', sum, x)),
  Select: (g, { condition, t, e }) => where(g, one(condition), one(t), one(e)),

  // Reductions
  Sum: (g, { x }, { axis, keepDims }) => reduced(g, 'ReduceSum', one(x), axis, keepDims),
  Mean: (g, { x }, { axis, keepDims }) => reduced(g, 'ReduceMean', cast(g, one(x), 'float32'), axis, keepDims),
  Max: (g, { x }, attrs) => extreme(g, 'ReduceMax', one(x), attrs.reductionIndices ?? attrs.axis, attrs.keepDims),
  Min: (g, { x }, { axis, keepDims }) => extreme(g, 'ReduceMin', one(x), axis, keepDims),
  Prod: (g, { x }, { axis, keepDims }) => reduced(g, 'ReduceProd', one(x), axis, keepDims),
  Cumsum: (g, { x }, { axis, exclusive, reverse }) =>
    g.emit('CumSum', [one(x), g.constant([], 'int64', [axis as number])], [one(x)], {
      exclusive: exclusive ? 1 : 0,
      reverse: reverse ? 1 : 0,
    })[0]!,
  Softmax: (g, { logits }, { dim }) =>
    g.emit('Softmax', [one(logits)], [one(logits)], { axis: toAxes(dim, one(logits).shape.length)[0]! })[0]!,
  UnsortedSegmentSum: (g, { x, segmentIds }, { numSegments }) =>
    scatterAdd(g, one(x), one(segmentIds), numSegments as number),

  // Products
  BatchMatMul: (g, { a, b }, { transposeA, transposeB }) => product(g, one(a), one(b), [!!transposeA, !!transposeB]),

  [rowDftKernel]: (g, { x }, { map }) => rowDft(g, one(x), map as DftMap),

  ...layoutKernels,
};

function unaries(...names: string[]): Record<string, Kernel> {
  return Object.fromEntries(names.map((name) => [name, (g, { x }) => unary(g, name, one(x))] as [string, Kernel]));
}

function binaries(names: Record<string, string>): Record<string, Kernel> {
  const kernel =
    (type: string): Kernel =>
    (g, { a, b }) =>
      binary(g, type, one(a), one(b));
  return Object.fromEntries(Object.entries(names).map(([name, type]) => [name, kernel(type)]));
}

function product(g: Builder, a: Value, b: Value, [transA, transB]: [boolean, boolean]): Value {
  const [left, right] = [a.shape.at(transA ? -2 : -1), b.shape.at(transB ? -1 : -2)];
  util.assert(
    left === right,
    () =>
      `Error in matMul: inner shapes (${left}) and (${right}) of Tensors with shapes ${a.shape} and ${b.shape} ` +
      `and transposeA=${transA} and transposeB=${transB} must match.`,
  );
  return matMul(g, a, b, transA, transB);
}

function reduced(g: Builder, type: string, x: Value, axis: Attributes[string], keepDims: Attributes[string]): Value {
  return reduce(g, type, x, toAxes(axis, x.shape.length), !!keepDims);
}

/** The largest or smallest number. ONNX Runtime skips NaN, or not, by its place: a sum that is NaN or 0 brings it back. */
function extreme(g: Builder, type: string, x: Value, axis: Attributes[string], keepDims: Attributes[string]): Value {
  const found = reduced(g, type, x, axis, keepDims);
  if (x.type !== 'float32') return found;
  return g.emit('Add', [found, reduced(g, 'ReduceSum', clip(g, x, 0, 0), axis, keepDims)], [found])[0]!;
}

const filled = (g: Builder, { shape, type }: Value, x: number) =>
  g.constant(shape, type, new Array<number>(sizeOf(shape)).fill(x));
const largest = (2 - 2 ** -23) * 2 ** 127; // Of the finite float32.
const square = (g: Builder, x: Value) => binary(g, 'Mul', x, x);
const negative = (g: Builder, x: Value) => binary(g, 'Less', x, scalar(g, 0, x.type));

const clip = (g: Builder, x: Value, low: number, high: number) =>
  unary(g, 'Clip', x, {}, [scalar(g, low, x.type), scalar(g, high, x.type)]);

/** ⌊a/b⌋ of whole numbers too, which ONNX has no Floor of. Not by `binary`: a·(1/b) can fall below a whole number. */
function floorDivide(g: Builder, a: Value, b: Value): Value {
  const operands = [cast(g, a, 'float32'), cast(g, b, 'float32')];
  const ratio = g.emit('Div', operands, [{ shape: broadcast(a.shape, b.shape), type: 'float32' }])[0]!;
  return cast(g, unary(g, 'Floor', ratio), a.type);
}

/** The remainder that has the sign of b, as tfjs makes it of two of the sign of a: r = a rem b, else (r + b) rem b. */
function modulo(g: Builder, a: Value, b: Value): Value {
  const [x, y] = [cast(g, a, 'float32'), cast(g, b, 'float32')];
  const shape = broadcast(a.shape, b.shape);
  const remainder = (of: Value) => g.emit('Mod', [of, y], [{ shape, type: 'float32' }], { fmod: 1 })[0]!;
  const r = remainder(x);
  const signsDiffer = binary(g, 'Xor', negative(g, x), negative(g, y));
  return cast(g, where(g, signsDiffer, remainder(binary(g, 'Add', r, y)), r), a.type);
}

/**
 * 1 above 0, alpha up to it, NaN for NaN. With alpha = 0 it is x·10⁷⁶ between 0 and 1, the smallest number above 0
 * included; that takes ONNX Runtime no longer than a comparison, which would lose NaN. Not by `binary`, which takes
 * factors together: 10⁷⁶ is ∞.
 */
function step(g: Builder, x: Value, alpha: number): Value {
  const number = cast(g, x, 'float32');
  if (alpha === 0) {
    const large = unary(g, 'Mul', number, {}, [scalar(g, 1e38)]);
    return unary(g, 'HardSigmoid', large, { alpha: { float: 1e38 }, beta: { float: 0 } });
  }
  const upToZero = binary(g, 'LessOrEqual', number, scalar(g, 0));
  return where(g, upToZero, scalar(g, alpha), clip(g, number, 1, 1));
}

function eluGradient(g: Builder, dy: Value, y: Value): Value {
  const slope = binary(g, 'Add', y, scalar(g, 1));
  return where(g, binary(g, 'GreaterOrEqual', y, scalar(g, 0)), dy, binary(g, 'Mul', dy, slope));
}

/** eˣ − 1 = tanh(x/2)·(eˣ + 1): no cancellation near 0. */
function expm1(g: Builder, x: Value): Value {
  const half = unary(g, 'Tanh', binary(g, 'Mul', x, scalar(g, 0.5)));
  return binary(g, 'Mul', half, binary(g, 'Add', unary(g, 'Exp', x), scalar(g, 1)));
}

/**
 * ln(1 + x) = ln(u)·x/(u − 1) with u = 1 + x as rounded, and x where u = 1. Source: Goldberg 1991, theorem 4.
 * The divisor is kept finite, so that the ratio of infinities is one too.
 */
function log1p(g: Builder, x: Value): Value {
  const u = binary(g, 'Add', x, scalar(g, 1));
  const ratio = binary(g, 'Div', x, binary(g, 'Min', binary(g, 'Sub', u, scalar(g, 1)), scalar(g, largest)));
  const one = binary(g, 'Equal', u, scalar(g, 1));
  return where(g, one, x, binary(g, 'Mul', unary(g, 'Log', u), ratio));
}

/**
 * ln(1 + eˣ) = max(x, 0) + ln(1 + e), e = exp(−|x|), with ln(1 + e) = ln(u) + (e − (u − 1)) for u = 1 + e as rounded:
 * exact to float32 for small e too. ONNX has Softplus, but ONNX Runtime takes five times as long for it and returns 0
 * where e is lost beside 1.
 */
function softplus(g: Builder, x: Value): Value {
  const e = unary(g, 'Exp', unary(g, 'Neg', unary(g, 'Abs', x)));
  const u = binary(g, 'Add', e, scalar(g, 1));
  const lost = binary(g, 'Sub', e, binary(g, 'Sub', u, scalar(g, 1)));
  return binary(g, 'Add', unary(g, 'Relu', x), binary(g, 'Add', unary(g, 'Log', u), lost));
}
