import { type ProductStatement, panelSizes } from '../plan/statement.js';
import type { View } from '../plan/view.js';
import { lanes as bytesOf } from '../wasm/bytes.js';
import type { FunctionCode } from '../wasm/module.js';
import { lanes } from './loops.js';
import { type Writer, writer } from './writer.js';

/** Sizes of a product, and distances in its result and bias, in bytes. */
interface Layout {
  rows: number;
  columns: number;
  terms: number;
  bias?: readonly [number, number];
  result: readonly [number, number];
}

/** Addresses: of a panel of A, a panel of B, and the result and bias where the block is that they make. */
interface Pointers {
  a: number;
  b: number;
  result: number;
  bias: number;
}

/** Rows and columns of a block that are there. */
interface Block {
  rows: number;
  columns: number;
}

/** What a product's function is called with. */
export const productArguments = ({ a, b, result, bias }: ProductStatement): View[] => [
  a,
  b,
  result,
  ...(bias ? [bias] : []),
];

/**
 * Writes a product as a function of the addresses of A, B, the result, and the bias where there is one: panel of B after
 * panel of B, and for each all panels of A, of which each makes a block of sums that stay in registers.
 */
export function writeProduct(product: ProductStatement): FunctionCode {
  const layout = layoutOf(product);
  const w = writer(['i32', 'i32', 'i32', ...(layout.bias ? ['i32' as const] : [])]);
  const start: Pointers = { a: 0, b: 1, result: 2, bias: 3 };
  const panel = (columns: number) => {
    const [a, result, bias] = [copied(w, start.a), copied(w, start.result), layout.bias ? copied(w, start.bias) : 0];
    rowsOfPanel(w, layout, { a, b: start.b, result, bias }, columns);
  };
  const next = () => {
    w.advance(start.b, layout.terms * panelSizes.columns * 4);
    w.advance(start.result, panelSizes.columns * layout.result[1]);
    if (layout.bias) w.advance(start.bias, panelSizes.columns * layout.bias[1]);
  };
  const rest = layout.columns % panelSizes.columns;
  w.repeat(Math.floor(layout.columns / panelSizes.columns), () => panel(panelSizes.columns), next);
  if (rest > 0) panel(rest);
  return w.code();
}

function layoutOf({ a, bias, result }: ProductStatement): Layout {
  const inBytes = ({ strides }: View) => strides.map((stride) => stride * 4) as [number, number];
  const [rows, columns] = result.shape as [number, number];
  return { rows, columns, terms: a.shape[1]!, result: inBytes(result), ...(bias && { bias: inBytes(bias) }) };
}

/** A local with the address that another one has. */
function copied(w: Writer, pointer: number): number {
  const copy = w.local('i32');
  w.get(pointer);
  w.set(copy);
  return copy;
}

function rowsOfPanel(w: Writer, layout: Layout, pointers: Pointers, columns: number): void {
  const next = () => {
    w.advance(pointers.a, layout.terms * panelSizes.rows * 4);
    w.advance(pointers.result, panelSizes.rows * layout.result[0]);
    if (layout.bias) w.advance(pointers.bias, panelSizes.rows * layout.bias[0]);
  };
  const { rows } = panelSizes;
  const rest = layout.rows % rows;
  w.repeat(Math.floor(layout.rows / rows), () => writeBlock(w, layout, pointers, { rows, columns }), next);
  if (rest > 0) writeBlock(w, layout, pointers, { rows: rest, columns });
}

/** Makes a block: all terms of its sums, then the bias. */
function writeBlock(w: Writer, layout: Layout, pointers: Pointers, block: Block): void {
  const vectors = Math.ceil(block.columns / lanes);
  const sums = Array.from({ length: block.rows }, () => Array.from({ length: vectors }, () => w.local('v128')));
  for (const sum of sums.flat()) {
    w.simd('v128.const', ...bytesOf('f32x4', 0));
    w.set(sum);
  }
  const [a, b] = [copied(w, pointers.a), copied(w, pointers.b)];
  // One term in a turn: with more V8 loads what it has no registers for.
  const next = () => {
    w.advance(a, panelSizes.rows * 4);
    w.advance(b, panelSizes.columns * 4);
  };
  w.repeat(layout.terms, () => addTerm(w, a, b, sums), next);
  for (const [row, parts] of sums.entries()) {
    for (const [i, sum] of parts.entries()) {
      const column = i * lanes;
      finish(w, layout, pointers, { row, column, sum, count: Math.min(lanes, block.columns - column) });
    }
  }
}

/** Adds a column of the panel of A times a row of that of B. */
function addTerm(w: Writer, a: number, b: number, sums: readonly (readonly number[])[]): void {
  const parts = sums[0]!.map((_, i) => {
    const part = w.local('v128');
    w.get(b);
    w.memory('v128.load', i * lanes * 4);
    w.set(part);
    return part;
  });
  const factor = w.local('v128');
  for (const [row, rowSums] of sums.entries()) {
    w.get(a);
    w.memory('v128.load32_splat', row * 4);
    w.set(factor);
    for (const [i, sum] of rowSums.entries()) {
      w.get(sum);
      w.get(factor);
      w.get(parts[i]!);
      w.simd('f32x4.mul');
      w.simd('f32x4.add');
      w.set(sum);
    }
  }
}

/** A vector of sums: where it belongs in its block, and how many of its numbers. */
interface Place {
  row: number;
  column: number;
  sum: number;
  count: number;
}

/** Adds the bias to a vector of sums and stores it. */
function finish(w: Writer, layout: Layout, pointers: Pointers, { row, column, sum, count }: Place): void {
  const offsetIn = ([down, right]: readonly [number, number]) => row * down + column * right;
  if (layout.bias) {
    w.get(sum);
    pushFew(w, { pointer: pointers.bias, offset: offsetIn(layout.bias), stride: layout.bias[1], count });
    w.simd('f32x4.add');
    w.set(sum);
  }
  const [offset, stride] = [offsetIn(layout.result), layout.result[1]];
  const isWhole = stride === 4 && count === lanes;
  for (let lane = 0; lane < (isWhole ? 1 : count); lane++) {
    w.get(pointers.result);
    w.get(sum);
    if (isWhole) w.memory('v128.store', offset);
    else w.memory('v128.store32_lane', offset + lane * stride, lane);
  }
}

interface Few {
  pointer: number;
  offset: number;
  stride: number;
  count: number;
}

/** Pushes a vector of up to four numbers. */
function pushFew(w: Writer, { pointer, offset, stride, count }: Few): void {
  const isWhole = stride === 4 && count === lanes;
  w.get(pointer);
  w.memory(isWhole ? 'v128.load' : 'v128.load32_splat', offset);
  if (isWhole || stride === 0) return;
  const loaded = w.local('v128');
  w.set(loaded);
  for (let lane = 1; lane < count; lane++) {
    w.get(pointer);
    w.get(loaded);
    w.memory('v128.load32_lane', offset + lane * stride, lane);
    w.set(loaded);
  }
  w.get(loaded);
}
