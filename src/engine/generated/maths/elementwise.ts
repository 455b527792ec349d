import type { Attribute, ElementType } from '../../onnx/graph.js';
import { elementTypes } from '../../onnx/graph.js';
import { exp, expm1, sigmoid, tanh } from './exponential.js';
import { floats, type Term } from './floats.js';
import { acosh, asinh, atanh, cosh, sinh } from './hyperbolic.js';
import { log } from './logarithm.js';
import { erf, pow, remainder } from './special.js';
import { acos, asin, atan, cos, sin, tan } from './trigonometric.js';
import type { Vector, Vectors } from './vectors.js';

/** An operator number by number: operands of one type, as vectors of four. */
export type Lanewise = (v: Vectors, operands: readonly Vector[], of: Setting) => Vector;

/** What an operator is set to. */
export interface Setting {
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Of the first operand. */
  readonly from: ElementType;
}

type Float = ReturnType<typeof floats>;

/** Truth is a lane with all bits set; whole numbers are those of 32 bits. */
export const elementwise: Readonly<Record<string, Lanewise>> = {
  Identity: (_, [x]) => x!,
  Exp: (v, [x]) => exp(v, x!),
  Log: (v, [x]) => log(v, x!),
  Sigmoid: (v, [x]) => sigmoid(v, x!),
  Tanh: (v, [x]) => tanh(v, x!),
  Neg: (v, [x], { from }) => v.apply(from === 'float32' ? 'f32x4.neg' : 'i32x4.neg', x!),
  Abs: (v, [x], { from }) => v.apply(from === 'float32' ? 'f32x4.abs' : 'i32x4.abs', x!),
  Sqrt: (v, [x]) => v.apply('f32x4.sqrt', x!),
  Floor: (v, [x]) => v.apply('f32x4.floor', x!),
  Ceil: (v, [x]) => v.apply('f32x4.ceil', x!),
  Round: (v, [x]) => v.apply('f32x4.nearest', x!),
  Reciprocal: inFloats(({ div }, x) => div(1, x!)),
  Sign: inFloats(({ lt, select }, x) => select(lt(0, x!), 1, select(lt(x!, 0), -1, x!))),
  Relu: (v, [x], { from }) => (from === 'float32' ? floats(v, 'f32x4').atLeast(x!, 0) : whole(v, 'max_s', x!, zero(v))),
  Elu: (v, [x]) => negativeAs(v, x!, (f) => f.of(expm1(v, x!))),
  // Klambauer et al. 2017.
  Selu: (v, [x]) =>
    floats(v, 'f32x4').mul(
      1.0507009873554805,
      negativeAs(v, x!, (f) => f.mul(1.6732632423543772, expm1(v, x!))),
    ),
  LeakyRelu: (v, [x], { attributes }) => negativeAs(v, x!, (f) => f.mul(x!, floatOf(attributes.alpha))),
  HardSigmoid: (v, [x], { attributes: { alpha, beta } }) => {
    const { add, atLeast, atMost, mul } = floats(v, 'f32x4');
    return atMost(atLeast(add(mul(x!, floatOf(alpha)), floatOf(beta)), 0), 1);
  },
  Clip: (v, [x, low, high], { from }) =>
    from === 'float32'
      ? v.apply('f32x4.pmin', v.apply('f32x4.pmax', x!, low!), high!)
      : whole(v, 'min_s', whole(v, 'max_s', x!, low!), high!),
  Not: (v, [x]) => v.apply('v128.not', x!),
  IsNaN: (v, [x]) => v.apply('f32x4.ne', x!, x!),
  Cast: (v, [x], { attributes, from }) => cast(v, x!, from, attributes.to as number),
  Sin: (v, [x]) => sin(v, x!),
  Cos: (v, [x]) => cos(v, x!),
  Tan: (v, [x]) => tan(v, x!),
  Asin: (v, [x]) => asin(v, x!),
  Acos: (v, [x]) => acos(v, x!),
  Atan: (v, [x]) => atan(v, x!),
  Sinh: (v, [x]) => sinh(v, x!),
  Cosh: (v, [x]) => cosh(v, x!),
  Asinh: (v, [x]) => asinh(v, x!),
  Acosh: (v, [x]) => acosh(v, x!),
  Atanh: (v, [x]) => atanh(v, x!),
  Erf: (v, [x]) => erf(v, x!),

  ...arithmetic('add', 'sub', 'mul'),
  Div: inFloats(({ div }, a, b) => div(a!, b!)),
  Max: extreme('max'),
  Min: extreme('min'),
  Pow: (v, [a, b]) => pow(v, a!, b!),
  Mod: (v, [a, b]) => remainder(v, a!, b!),
  Sum: (v, operands) => operands.reduce((sum, x) => v.apply('f32x4.add', sum, x)),
  And: (v, [a, b]) => v.apply('v128.and', a!, b!),
  Or: (v, [a, b]) => v.apply('v128.or', a!, b!),
  Xor: (v, [a, b]) => v.apply('v128.xor', a!, b!),
  Equal: (v, [a, b], { from }) => v.apply(from === 'float32' ? 'f32x4.eq' : 'i32x4.eq', a!, b!),
  Greater: comparison('gt'),
  GreaterOrEqual: comparison('ge'),
  Less: comparison('lt'),
  LessOrEqual: comparison('le'),
  Where: (v, [condition, a, b]) => v.apply('v128.bitselect', a!, b!, condition!),
};

/** Operators that take many instructions, which a loop calls as a function of their own. */
export const calledOperators: ReadonlySet<string> = new Set([
  ...['Sin', 'Cos', 'Tan', 'Asin', 'Acos', 'Atan', 'Sinh', 'Cosh', 'Asinh', 'Acosh', 'Atanh', 'Erf', 'Pow', 'Mod'],
]);

function inFloats(f: (f32: Float, ...operands: Vector[]) => Vector): Lanewise {
  return (v, operands) => f(floats(v, 'f32x4'), ...operands);
}

function arithmetic(...names: ('add' | 'sub' | 'mul')[]): Record<string, Lanewise> {
  const entry = (name: 'add' | 'sub' | 'mul'): [string, Lanewise] => [
    name[0]!.toUpperCase() + name.slice(1),
    (v, [a, b], { from }) => v.apply(`${from === 'float32' ? 'f32x4' : 'i32x4'}.${name}`, a!, b!),
  ];
  return Object.fromEntries(names.map(entry));
}

function extreme(name: 'max' | 'min'): Lanewise {
  return (v, [a, b], { from }) =>
    from === 'float32' ? v.apply(`f32x4.${name}`, a!, b!) : whole(v, `${name}_s`, a!, b!);
}

function comparison(name: 'gt' | 'ge' | 'lt' | 'le'): Lanewise {
  return (v, [a, b], { from }) =>
    from === 'float32' ? v.apply(`f32x4.${name}`, a!, b!) : v.apply(`i32x4.${name}_s`, a!, b!);
}

const whole = (v: Vectors, name: 'max_s' | 'min_s', a: Vector, b: Vector): Vector => v.apply(`i32x4.${name}`, a, b);
const zero = (v: Vectors): Vector => v.constant('i32x4', 0);

/** x, and something else where it is below 0. */
function negativeAs(v: Vectors, x: Vector, otherwise: (f: Float) => Term): Vector {
  const f = floats(v, 'f32x4');
  return f.select(f.lt(x, 0), otherwise(f), x);
}

const floatOf = (attribute: Attribute | undefined): number => (attribute as { float: number }).float;

function cast(v: Vectors, x: Vector, from: ElementType, to: number): Vector {
  const isWhole = to === elementTypes.int32 || to === elementTypes.int64;
  if (to === elementTypes.float32) {
    if (from === 'bool') return v.apply('v128.and', x, v.constant('f32x4', 1));
    return from === 'float32' ? x : v.apply('f32x4.convert_i32x4_s', x);
  }
  if (isWhole) {
    if (from === 'bool') return v.apply('v128.and', x, v.constant('i32x4', 1));
    return from === 'float32' ? v.apply('i32x4.trunc_sat_f32x4_s', x) : x;
  }
  if (from === 'bool') return x;
  if (from === 'float32') return v.apply('f32x4.ne', x, v.constant('f32x4', 0));
  return v.apply('v128.not', v.apply('i32x4.eq', x, zero(v)));
}
