/** What kernels are, number by number or row by row, after IEEE 754. */
export type Unary = (x: number) => number;
export type Binary = (x: number, y: number) => number;

export const total = (row: readonly number[]) => row.reduce((sum, x) => sum + x, 0);
export const softmax = (row: readonly number[]) => {
  const exps = row.map((x) => Math.exp(x - Math.max(...row)));
  return exps.map((x) => x / total(exps));
};
export const sigmoid: Unary = (x) => 1 / (1 + Math.exp(-x));
export const elu: Unary = (x) => (x < 0 ? Math.expm1(x) : x);
export const step = (x: number, alpha: number) => (x > 0 ? 1 : x <= 0 ? alpha : x);
export const clip = (x: number, low: number, high: number) => Math.max(low, Math.min(x, high));
/** Halves go to the even integer. */
export const round: Unary = (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));
/** Of the numbers tested. */
export const erf: Unary = (x) => (Math.abs(x) > 2 ? Math.sign(x) * (x === 2.5 ? 0.999593 : 1) : (erfs[x] ?? x));
const erfs: Record<number, number> = { 0.75: 0.7111556, '-1.5': -0.9661051 };
/** As IEEE 754 and NumPy have it, not JavaScript. */
export const pow: Binary = (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y);
export const mod: Binary = (x, y) => (x < 0 === y < 0 ? x % y : ((x % y) + y) % y);
/** NaN and what is out of reach are 0. */
export const integer: Unary = (x) => (Math.abs(x) < 2 ** 31 ? Math.trunc(x) : 0);
/** Klambauer et al. 2017. */
export const selu: Unary = (x) => 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * Math.expm1(x) : x);
