/** NaN, infinities, both zeros, numbers whose squares overflow, and ordinary ones, one of them between two integers. */
export const specialValues = [Number.NaN, Infinity, -Infinity, 0, -0, 1e30, -1e30, 0.75, -1.5, 2.5].map(Math.fround);

/** Width of the matrices: a row has eight numbers, which a processor takes at once, and three more. */
export const width = 11;
const ordinary = (i: number) => 0.25 + i / width;
const rowWith = (placed: Record<number, number>) => Array.from({ length: width }, (_, i) => placed[i] ?? ordinary(i));
const places = [0, 5, width - 1];
const pairs = [
  [Number.NaN, Infinity],
  [-Infinity, Number.NaN],
  [Infinity, -Infinity],
] as const;

/** Rows of ordinary numbers, among them each of the values, and some pairs, at the start, in the middle and at the end. */
export const specialRows: readonly (readonly number[])[] = places.flatMap((at) => [
  ...specialValues.map((value) => rowWith({ [at]: value })),
  ...pairs.map(([p, q]) => rowWith({ [at]: p, [(at + 1) % width]: q })),
]);
