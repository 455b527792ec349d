import { inspect } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import type { Images } from '../data/images.js';
import type { Figure } from '../plots/figure.js';
import { shortNumbers } from '../plots/short-numbers.js';
import { type ContactSheet, contactSheet, contactSheetBundle } from './contact-sheet.js';
import { type Bundle, cellDisplay } from './display.js';
import { describeFigure, figureBundle, type ShowOptions } from './figure.js';
import { type DataFrame, type Rows, tableBundle } from './table.js';

/** What `show` has a form for. */
export type Showable = Figure | Rows | DataFrame | tf.Tensor | Images | ContactSheet;

/**
 * Shows something as the output of a notebook cell: `await show(figure)`.
 *
 * | value                                | MIME types of the one output                               |
 * |--------------------------------------|------------------------------------------------------------|
 * | figure, `{ data, layout }` of Plotly | `application/vnd.plotly.v1+json`, `image/png`, `text/plain` |
 * | array of row objects, DataFrame      | `text/html`, `text/plain`                                  |
 * | tensor                               | `text/plain`: shape, range, values                         |
 * | images of a data set, `contactSheet(…)` | `image/png`, `text/plain`                                  |
 * | anything else                        | `text/plain`, as Node prints it                            |
 *
 * JupyterLab draws a figure with Plotly where that is installed, and the picture elsewhere, as GitHub does.
 * Outside a notebook the text is printed.
 * @param size of a figure's picture, in CSS pixels; default the layout's own, else 700 × 450; `interactive: false`
 *   shows the picture alone
 * @example
 * ```ts
 * import { notebook, plots } from 'vinf';
 *
 * await notebook.show(plots.lineChart([{ name: 'x²', x: [0, 1, 2], y: [0, 1, 4] }])); // a figure
 * await notebook.show([{ flow: 'planar', K: 8, KL: 0.024 }, { flow: 'radial', K: 8, KL: 0.072 }]); // a table
 * ```
 */
export async function show(value: Showable | unknown, size: ShowOptions = {}): Promise<void> {
  const display = cellDisplay(); // Before any await: this is the cell that the output belongs to.
  if (display === undefined)
    console.log(isFigure(value) ? describeFigure(value) : plainBundle(value).data['text/plain']);
  else display(isFigure(value) ? await figureBundle(value, size) : plainBundle(value));
}

function plainBundle(value: unknown): Bundle {
  if (isRows(value) || isDataFrame(value)) return tableBundle(value);
  if (value instanceof tf.Tensor) return tensorBundle(value);
  if (isContactSheet(value)) return contactSheetBundle(value);
  if (isImages(value)) return contactSheetBundle(contactSheet(value));
  return { data: { 'text/plain': typeof value === 'string' ? value : inspect(value) } };
}

/** A tensor's shape, type and range, and its values as far as tfjs prints them. */
function tensorBundle(tensor: tf.Tensor): Bundle {
  const { shape, dtype } = tensor;
  const values = tensor
    .toString()
    .replace(/^Tensor\s*\n/, '')
    .replace(/^ {4}/gm, '');
  return { data: { 'text/plain': `${dtype} tensor [${shape.join(', ')}]${range(tensor)}\n${values}` } };
}

function range(tensor: tf.Tensor): string {
  if (tensor.size === 0 || (tensor.dtype !== 'float32' && tensor.dtype !== 'int32')) return '';
  let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of tensor.dataSync()) {
    if (Number.isNaN(value)) return ', holds NaN';
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  const [least, mean, most] = shortNumbers([min, sum / tensor.size, max]);
  return `, from ${least} to ${most}, mean ${mean}`;
}

const has = (value: unknown, ...keys: string[]): boolean =>
  typeof value === 'object' && value !== null && keys.every((key) => key in value);

const isFigure = (value: unknown): value is Figure =>
  has(value, 'data') && Array.isArray((value as Figure).data) && !isDataFrame(value);

const isDataFrame = (value: unknown): value is DataFrame =>
  has(value, 'columns', 'values') && Array.isArray((value as DataFrame).columns);

const isRows = (value: unknown): value is Rows =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((row) => has(row) && !Array.isArray(row) && !ArrayBuffer.isView(row));

const isImages = (value: unknown): value is Images => has(value, 'pixels', 'count', 'height', 'width', 'white');

const isContactSheet = (value: unknown): value is ContactSheet =>
  has(value, 'kind') && (value as ContactSheet).kind === 'contactSheet';
