import * as tf from '@tensorflow/tfjs';
import { fourierMaps } from '../../src/tensors/dft-maps.js';
import { rowDft } from '../../src/tensors/row-dft.js';
import {
  type Binary,
  clip,
  elu,
  erf,
  integer,
  mod,
  pow,
  round,
  selu,
  sigmoid,
  softmax,
  step,
  total,
  type Unary,
} from './scalar-functions.js';
import { specialRows, width } from './special-numbers.js';

/** Vectors a and b of all pairs of values, one after the other; the rows as x and, lying, as the columns of xt. */
export interface Args {
  a: tf.Tensor1D;
  b: tf.Tensor1D;
  x: tf.Tensor2D;
  xt: tf.Tensor2D;
}

/** A call of a kernel. */
export interface Row {
  make(args: Args): tf.Tensor;
  /** Which of the arguments it reads: the numbers of a, of a and b, or the rows. */
  reads: 'a' | 'ab' | 'rows';
  /** Whose gradients are compared; where there are none, or tfjs cannot compute them, none. */
  wrt?: readonly (keyof Args)[];
  /** The right results: of each pair of numbers, or of each row. Without it those of cpu. */
  elements?: (a: number, b: number) => number;
  rows?: (row: readonly number[]) => readonly number[];
  /** Compares nothing else of the results than whether they are finite, for a reason given there. */
  finiteness?: boolean;
}

const one = (make: (x: tf.Tensor) => tf.Tensor, elements: Unary): Row => ({
  reads: 'a',
  make: ({ a }) => make(a),
  wrt: ['a'],
  elements,
});
const two = (make: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor, elements?: Binary): Row => ({
  reads: 'ab',
  make: ({ a, b }) => make(a, b),
  wrt: ['a', 'b'],
  ...(elements && { elements }),
});
/** One of the two a constant, which the compiler treats by itself. */
const withConstants = (make: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor, elements: Binary): Row[] => [
  two(make, elements),
  ...[0, 1, -1, 2, Infinity].flatMap((c) => [
    one(
      (x) => make(x, tf.scalar(c)),
      (x) => elements(x, c),
    ),
    one(
      (x) => make(tf.scalar(c), x),
      (x) => elements(c, x),
    ),
  ]),
];
const test = (make: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor, is: (x: number, y: number) => boolean): Row => ({
  reads: 'ab',
  make: ({ a, b }) => make(a, b),
  elements: (x, y) => Number(is(x, y)),
});
/** Over rows, columns, and all. */
const reduction = (make: (x: tf.Tensor, axis?: number) => tf.Tensor, of: (row: readonly number[]) => number): Row[] => [
  { reads: 'rows', make: ({ x }) => make(x, 1), wrt: ['x'], rows: (row) => [of(row)] },
  { reads: 'rows', make: ({ xt }) => make(xt, 0), wrt: ['xt'], rows: (row) => [of(row)] },
  { reads: 'rows', make: ({ x }) => make(x), wrt: ['x'] },
];
const moved = (make: (x: tf.Tensor2D) => tf.Tensor): Row => ({ reads: 'rows', make: ({ x }) => make(x), wrt: ['x'] });
const withoutGradients = ({ wrt: _, ...row }: Row): Row => row;

const kernel = (name: string, inputs: tf.NamedTensorMap) => tf.engine().runKernel(name, inputs) as tf.Tensor;

/** For each kernel that the compiler knows, calls of it. */
export const kernelRows: Readonly<Record<string, readonly Row[]>> = {
  Abs: [one(tf.abs, Math.abs)],
  Neg: [one(tf.neg, (x) => -x)],
  Exp: [one(tf.exp, Math.exp)],
  Log: [one(tf.log, Math.log)],
  Sqrt: [one(tf.sqrt, Math.sqrt)],
  Sigmoid: [one(tf.sigmoid, sigmoid)],
  Tanh: [one(tf.tanh, Math.tanh)],
  Reciprocal: [one(tf.reciprocal, (x) => 1 / x)],
  Sign: [one(tf.sign, Math.sign)],
  Floor: [one(tf.floor, Math.floor)],
  Ceil: [one(tf.ceil, Math.ceil)],
  Round: [one(tf.round, round)],
  // What is left of 1e30 after whole turns differs between libraries of mathematics.
  Sin: [{ ...one(tf.sin, Math.sin), finiteness: true }],
  Cos: [{ ...one(tf.cos, Math.cos), finiteness: true }],
  Tan: [{ ...one(tf.tan, Math.tan), finiteness: true }],
  Asin: [one(tf.asin, Math.asin)],
  Acos: [one(tf.acos, Math.acos)],
  Atan: [one(tf.atan, Math.atan)],
  Sinh: [one(tf.sinh, Math.sinh)],
  Cosh: [one(tf.cosh, Math.cosh)],
  Asinh: [one(tf.asinh, Math.asinh)],
  Acosh: [one(tf.acosh, Math.acosh)],
  Atanh: [one(tf.atanh, Math.atanh)],
  Erf: [one(tf.erf, erf)],
  Elu: [one(tf.elu, elu)],
  Selu: [one(tf.selu, selu)],
  Identity: [one(tf.clone, (x) => x)],
  Square: [one(tf.square, (x) => x * x)],
  Rsqrt: [one(tf.rsqrt, (x) => 1 / Math.sqrt(x))],
  Expm1: [one(tf.expm1, Math.expm1)],
  Log1p: [one(tf.log1p, Math.log1p)],
  Softplus: [one(tf.softplus, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))))],
  Relu: [one(tf.relu, (x) => Math.max(x, 0))],
  Relu6: [one(tf.relu6, (x) => clip(x, 0, 6))],
  LeakyRelu: [
    one(
      (x) => tf.leakyRelu(x, 0.1),
      (x) => (x < 0 ? 0.1 * x : x),
    ),
  ],
  Prelu: [two(tf.prelu, (x, y) => (x < 0 ? y * x : x))],
  EluGrad: [
    withoutGradients(
      two(
        (dy, y) => kernel('EluGrad', { dy, y }),
        (dy, y) => (y >= 0 ? dy : dy * (y + 1)),
      ),
    ),
  ],
  Step: [0, 0.5, -1].map((alpha) =>
    one(
      (x) => tf.step(x, alpha),
      (x) => step(x, alpha),
    ),
  ),
  ClipByValue: [
    one(
      (x) => tf.clipByValue(x, -1, 1),
      (x) => clip(x, -1, 1),
    ),
    one(
      (x) => tf.clipByValue(x, -Infinity, 1),
      (x) => Math.min(x, 1),
    ),
  ],
  Cast: [
    withoutGradients(one((x) => tf.cast(x, 'int32'), integer)),
    withoutGradients(
      one(
        (x) => tf.cast(x, 'bool'),
        (x) => Number(x !== 0),
      ),
    ),
  ],
  LogicalNot: [
    test(
      (x) => tf.logicalNot(tf.greater(x, 0)),
      (x) => !(x > 0),
    ),
  ],
  IsNan: [test((x) => tf.isNaN(x), Number.isNaN)],
  ZerosLike: [one(tf.zerosLike, () => 0)],
  OnesLike: [one(tf.onesLike, () => 1)],

  Add: withConstants(tf.add, (x, y) => x + y),
  Sub: withConstants(tf.sub, (x, y) => x - y),
  Multiply: withConstants(tf.mul, (x, y) => x * y),
  RealDiv: withConstants(tf.div, (x, y) => x / y),
  Pow: withConstants(tf.pow, pow),
  Maximum: withConstants(tf.maximum, (x, y) => Math.max(x, y)),
  Minimum: withConstants(tf.minimum, (x, y) => Math.min(x, y)),
  FloorDiv: [withoutGradients(two(tf.floorDiv, (x, y) => Math.floor(x / y)))],
  Mod: withConstants(tf.mod, mod),
  SquaredDifference: withConstants(tf.squaredDifference, (x, y) => (x - y) * (x - y)),
  Equal: [test(tf.equal, (x, y) => x === y)],
  NotEqual: [test(tf.notEqual, (x, y) => x !== y)],
  Greater: [test(tf.greater, (x, y) => x > y)],
  GreaterEqual: [test(tf.greaterEqual, (x, y) => x >= y)],
  Less: [test(tf.less, (x, y) => x < y)],
  LessEqual: [test(tf.lessEqual, (x, y) => x <= y)],
  LogicalAnd: [
    test(
      (x, y) => tf.logicalAnd(tf.greater(x, 0), tf.greater(y, 0)),
      (x, y) => x > 0 && y > 0,
    ),
  ],
  LogicalOr: [
    test(
      (x, y) => tf.logicalOr(tf.greater(x, 0), tf.greater(y, 0)),
      (x, y) => x > 0 || y > 0,
    ),
  ],
  AddN: [
    two(
      (x, y) => tf.addN([x, y, x]),
      (x, y) => x + y + x,
    ),
  ],
  Select: [
    withoutGradients(
      two(
        (x, y) => tf.where(tf.greater(x, 0), x, y),
        (x, y) => (x > 0 ? x : y),
      ),
    ),
    two((x, y) => tf.where(tf.tensor(Array.from({ length: x.size }, (_, i) => i % 3 > 0)), x, y)),
  ],

  Sum: reduction(tf.sum, total),
  Mean: reduction(tf.mean, (row) => total(row) / row.length),
  Max: [...reduction(tf.max, (row) => Math.max(...row)), moved((x) => tf.logSumExp(x, 1))],
  Min: reduction(tf.min, (row) => Math.min(...row)),
  // Its gradient has a kernel, Cumprod, that the compiler does not know.
  Prod: reduction(tf.prod, (row) => row.reduce((product, x) => product * x, 1)).map(withoutGradients),
  Cumsum: [
    {
      reads: 'rows',
      make: ({ x }) => tf.cumsum(x, 1),
      wrt: ['x'],
      rows: (row) => row.map((_, i) => total(row.slice(0, i + 1))),
    },
    {
      reads: 'rows',
      make: ({ x }) => tf.cumsum(x, 1, true, true),
      wrt: ['x'],
      rows: (row) => row.map((_, i) => total(row.slice(i + 1))),
    },
  ],
  Softmax: [{ reads: 'rows', make: ({ x }) => tf.softmax(x), wrt: ['x'], rows: softmax }],
  UnsortedSegmentSum: [
    moved((x) =>
      tf.unsortedSegmentSum(
        x,
        tf.tensor1d(
          specialRows.map((_, i) => i % 2),
          'int32',
        ),
        3,
      ),
    ),
  ],
  BatchMatMul: [
    { reads: 'rows', make: ({ x }) => tf.matMul(x, tf.ones([width, 1])), wrt: ['x'], rows: (row) => [total(row)] },
    { reads: 'rows', make: ({ xt }) => tf.matMul(tf.ones([1, width]), xt), wrt: ['xt'], rows: (row) => [total(row)] },
    moved((x) => tf.matMul(x, tf.zeros([width, 5]))),
    moved((x) => tf.matMul(tf.tile(tf.expandDims(x, 0), [2, 1, 1]), tf.ones([2, width, 4]))),
  ],
  // Which numbers of a spectrum are NaN, and which infinite, depends on the order of its sums.
  VinfRowDft: [{ reads: 'rows', make: ({ x }) => rowDft(x, fourierMaps(width).forward), finiteness: true }],

  Reshape: [moved((x) => tf.reshape(x, [width, -1]))],
  ExpandDims: [moved((x) => tf.expandDims(x, 1))],
  Transpose: [moved((x) => tf.transpose(x))],
  Concat: [moved((x) => tf.concat([x, x], 1))],
  Pack: [moved((x) => tf.stack([x, x], 1))],
  Unpack: [moved((x) => tf.unstack(x, 1)[5]!)],
  SplitV: [moved((x) => tf.split(x, [5, 6], 1)[1]!)],
  Slice: [moved((x) => tf.slice(x, [0, 5], [-1, 4]))],
  StridedSlice: [withoutGradients(moved((x) => tf.stridedSlice(x, [0, 10], [specialRows.length, 4], [1, -1])))],
  Reverse: [moved((x) => tf.reverse(x, 1))],
  PadV2: [0, Number.NaN, Infinity, -0, 7].map((value) =>
    moved((x) =>
      tf.pad(
        x,
        [
          [1, 0],
          [0, 2],
        ],
        value,
      ),
    ),
  ),
  Tile: [moved((x) => tf.tile(x, [2, 3]))],
  GatherV2: [moved((x) => tf.gather(x, tf.tensor1d([5, 0], 'int32'), 1))],
  OneHot: [
    withoutGradients(
      one(
        (x) => tf.oneHot(tf.cast(x, 'int32'), 3, 1, 0).sum(1),
        (x) => Number(integer(x) >= 0 && integer(x) < 3),
      ),
    ),
  ],
};
