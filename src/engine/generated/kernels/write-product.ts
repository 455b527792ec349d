import { type ProductStatement, panelWidth } from '../plan/statement.js';
import type { View } from '../plan/view.js';
import type { FunctionCode } from '../wasm/module.js';

import { type Writer, writer } from './writer.js';

/** Rows of a block, and vectors of a panel: 8 sums stay in registers beside what they are made of. */
const [blockRows, panelVectors] = [4, 2];
/** Terms in one turn of the loop. */
const unrolled = 4;

/** Strides and sizes of a product, in bytes. */
interface Layout {
  rows: number;
  columns: number;
  terms: number;
  a: readonly [number, number];
  bias?: readonly [number, number];
  result: readonly [number, number];
}

const layoutOf = ({ a, bias, result }: ProductStatement): Layout => {
  const inBytes = ({ strides }: View) => strides.map((stride) => stride * 4) as [number, number];
  const [rows, columns] = result.shape as [number, number];
  return {
    rows,
    columns,
    terms: a.shape[1]!,
    a: inBytes(a),
    result: inBytes(result),
    ...(bias && { bias: inBytes(bias) }),
  };
};

/** Places in memory while a product is computed. */
interface Pointers {
  a: number;
  panel: number;
  bias: number;
  result: number;
}

/** Writes a product as a function of the addresses of A, the panels of B, the result, and the bias where there is one. */
export function writeProduct(product: ProductStatement): FunctionCode {
  const layout = layoutOf(product);
  const w = writer(['i32', 'i32', 'i32', ...(layout.bias ? ['i32' as const] : [])]);
  const [a, panel, result, bias] = [0, 1, 2, 3] as const;
  const columns = (width: number) => {
    const row = [w.local('i32'), w.local('i32'), w.local('i32')] as const;
    for (const [i, start] of [a, result, ...(layout.bias ? [bias] : [])].entries()) {
      w.get(start);
      w.set(row[i]!);
    }
    const pointers = { a: row[0], result: row[1], bias: row[2], panel };
    rowsOfPanel(w, layout, pointers, width);
  };
  const next = () => {
    w.advance(panel, layout.terms * panelWidth * 4);
    w.advance(result, panelWidth * layout.result[1]);
    if (layout.bias) w.advance(bias, panelWidth * layout.bias[1]);
  };
  w.repeat(Math.floor(layout.columns / panelWidth), () => columns(panelWidth), next);
  if (layout.columns % panelWidth > 0) columns(layout.columns % panelWidth);
  return w.code();
}

function rowsOfPanel(w: Writer, layout: Layout, pointers: Pointers, width: number): void {
  const next = () => {
    w.advance(pointers.a, blockRows * layout.a[0]);
    w.advance(pointers.result, blockRows * layout.result[0]);
    if (layout.bias) w.advance(pointers.bias, blockRows * layout.bias[0]);
  };
  w.repeat(Math.floor(layout.rows / blockRows), () => block(w, layout, pointers, { rows: blockRows, width }), next);
  const rest = layout.rows % blockRows;
  if (rest > 0) block(w, layout, pointers, { rows: rest, width });
}

interface Block {
  rows: number;
  width: number;
}

/** Some rows of a panel: all terms of their sums, then the bias. */
function block(w: Writer, layout: Layout, pointers: Pointers, { rows, width }: Block): void {
  const vectors = Math.min(panelVectors, Math.ceil(width / 4));
  const sums = Array.from({ length: rows * vectors }, () => w.local('v128'));
  for (const sum of sums) {
    w.simd('v128.const', ...new Array<number>(16).fill(0));
    w.set(sum);
  }
  const [a, b] = [w.local('i32'), w.local('i32')];
  const places: readonly (readonly [number, number])[] = [
    [pointers.a, a],
    [pointers.panel, b],
  ];
  for (const [from, to] of places) {
    w.get(from);
    w.set(to);
  }
  const terms = (count: number) => {
    for (let k = 0; k < count; k++) term(w, { a, b, sums, vectors, k, strides: layout.a });
  };
  const advance = (count: number) => {
    w.advance(a, count * layout.a[1]);
    w.advance(b, count * panelWidth * 4);
  };
  w.repeat(
    Math.floor(layout.terms / unrolled),
    () => terms(unrolled),
    () => advance(unrolled),
  );
  terms(layout.terms % unrolled);
  for (const [i, sum] of sums.entries()) {
    const at = { row: Math.floor(i / vectors), column: (i % vectors) * 4 };
    finish(w, layout, pointers, { ...at, sum, count: Math.min(4, width - at.column) });
  }
}

interface Term {
  a: number;
  b: number;
  sums: readonly number[];
  vectors: number;
  k: number;
  strides: readonly [number, number];
}

/** Adds a column of A times a row of B to the sums. */
function term(w: Writer, { a, b, sums, vectors, k, strides }: Term): void {
  const parts = Array.from({ length: vectors }, (_, j) => {
    const part = w.local('v128');
    w.get(b);
    w.memory('v128.load', (k * panelWidth + 4 * j) * 4);
    w.set(part);
    return part;
  });
  const factor = w.local('v128');
  for (let row = 0; row * vectors < sums.length; row++) {
    w.get(a);
    w.memory('v128.load32_splat', row * strides[0] + k * strides[1]);
    w.set(factor);
    for (const [j, part] of parts.entries()) {
      const sum = sums[row * vectors + j]!;
      w.get(sum);
      w.get(factor);
      w.get(part);
      w.simd('f32x4.mul');
      w.simd('f32x4.add');
      w.set(sum);
    }
  }
}

interface Place {
  row: number;
  column: number;
  sum: number;
  /** Numbers of the vector that count. */
  count: number;
}

/** Adds the bias to a vector of sums and stores it. */
function finish(w: Writer, layout: Layout, pointers: Pointers, { row, column, sum, count }: Place): void {
  if (layout.bias) {
    const loaded = w.local('v128');
    loadFew(
      w,
      { pointer: pointers.bias, offset: row * layout.bias[0] + column * layout.bias[1], stride: layout.bias[1], count },
      loaded,
    );
    w.get(sum);
    w.get(loaded);
    w.simd('f32x4.add');
    w.set(sum);
  }
  const [rowStride, stride] = layout.result;
  const offset = row * rowStride + column * stride;
  for (let lane = 0; lane < (stride === 4 && count === 4 ? 1 : count); lane++) {
    w.get(pointers.result);
    w.get(sum);
    if (stride === 4 && count === 4) w.memory('v128.store', offset);
    else w.memory('v128.store32_lane', offset + lane * stride, lane);
  }
}

interface Few {
  pointer: number;
  offset: number;
  stride: number;
  count: number;
}

/** Loads up to four numbers into a vector. */
function loadFew(w: Writer, { pointer, offset, stride, count }: Few, to: number): void {
  w.get(pointer);
  if (stride === 0) w.memory('v128.load32_splat', offset);
  else if (stride === 4 && count === 4) w.memory('v128.load', offset);
  else w.memory('v128.load32_zero', offset);
  w.set(to);
  if (stride === 0 || (stride === 4 && count === 4)) return;
  for (let lane = 1; lane < count; lane++) {
    w.get(pointer);
    w.get(to);
    w.memory('v128.load32_lane', offset + lane * stride, lane);
    w.set(to);
  }
}

/** Pushes addresses for a call of the function of a product. */
export const productArguments = ({ a, panels, result, bias }: ProductStatement): View[] => [
  a,
  panels,
  result,
  ...(bias ? [bias] : []),
];
