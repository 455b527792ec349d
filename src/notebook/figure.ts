import type { Figure, PlotObject } from '../plots/figure.js';
import type { PictureSize } from '../render/renderer.js';
import type { Bundle } from './display.js';
import { palettePng } from './palette-png.js';
import { figurePng } from './pictures.js';

const scale = 1.5; // picture pixels per CSS pixel: sharp enough on most screens, half the bytes of 2
const leastEncoded = 40; // numbers; shorter arrays stay readable
const seen = 0.01; // of the distance between two numbers: what moves them by less does not show

/** How a figure is shown. */
export interface ShowOptions extends PictureSize {
  /** Whether the figure's data goes along with its picture; without it a page of densities stays small. Default true. */
  interactive?: boolean;
}

/** Interactive where Plotly is at hand, a picture elsewhere, a sentence where there are no pictures. */
export async function figureBundle(figure: Figure, { interactive = true, ...size }: ShowOptions = {}): Promise<Bundle> {
  const short = shortFigure(figure);
  const { width = 700, height = 450 } = { ...(short.layout as PictureSize), ...size };
  const png = await figurePng(short, { width, height, scale });
  const picture = png && { 'image/png': Buffer.from(palettePng(png)).toString('base64') };
  const json = interactive || !png ? { 'application/vnd.plotly.v1+json': short } : undefined;
  return {
    data: { ...json, ...picture, 'text/plain': describeFigure(figure) },
    ...(png && { metadata: { 'image/png': { width, height } } }),
  };
}

/** `Figure "Free energy": K=0, K=10`. */
export function describeFigure({ data, layout }: Figure): string {
  const title = layout?.title as string | { text?: string } | undefined;
  const words = typeof title === 'string' ? title : title?.text;
  const names = data.map((trace: PlotObject) => trace.name).filter((name) => name !== undefined);
  return `Figure${words ? ` "${words}"` : ''}${names.length > 0 ? `: ${names.join(', ')}` : ''}`;
}

/**
 * The figure as short JSON: long arrays of numbers as base64, all else as it was given. In a notebook's file, where
 * every number has a line of its own, that is a quarter of the bytes. Float32 where it moves no number by more than a
 * hundredth of the distance to the next larger or smaller one, float64 elsewhere: who zooms in sees what was computed.
 * Numbers that are not finite are gaps; a BigInt is a number, or text where there is no such number.
 */
export function shortFigure({ data, layout }: Figure): Figure {
  const json = JSON.stringify({ data, layout }, function (this: unknown, _key, value: unknown) {
    const list = listOf(value)?.map((entry) => listOf(entry)?.map(plain) ?? plain(entry));
    if (!list) return plain(value);
    return Array.isArray(this) ? list : (encoded(list) ?? list); // Plotly decodes a matrix, not its rows.
  });
  return JSON.parse(json);
}

/** Plotly's form of an array in an encoding, since its version 2.28. */
interface EncodedArray {
  dtype: 'f4' | 'f8';
  bdata: string;
  /** Of a matrix, `rows, columns`. */
  shape?: string;
}

/** A list or a matrix of many numbers encoded; null, a gap in a line, as NaN. */
function encoded(list: readonly unknown[]): EncodedArray | undefined {
  const rows = list.every(Array.isArray) ? (list as unknown[][]) : undefined;
  const columns = rows?.[0]?.length ?? 0;
  if (rows?.some((row) => row.length !== columns)) return undefined;
  const entries = rows ? rows.flat() : list;
  if (entries.length < leastEncoded || !entries.every((x) => typeof x === 'number' || x === null)) return undefined;
  const numbers = entries.map((x) => (Number.isFinite(x) ? Number(x) : Number.NaN));
  const dtype = fitsFloat32(numbers) ? 'f4' : 'f8';
  const { buffer } = dtype === 'f4' ? Float32Array.from(numbers) : Float64Array.from(numbers);
  const bdata = Buffer.from(buffer).toString('base64');
  return { dtype, bdata, ...(rows ? { shape: `${rows.length}, ${columns}` } : {}) };
}

/** Whether float32 shows numbers as they are: it holds them, or moves them by a hundredth of their distances at most. */
function fitsFloat32(numbers: readonly number[]): boolean {
  const moved = (x: number) => Math.abs(Math.fround(x) - x);
  const sorted = Float64Array.from(numbers.filter(Number.isFinite)).sort();
  if (sorted.every((x) => moved(x) === 0)) return true;
  if (sorted[0] === sorted.at(-1)) return false; // Nothing says how near one may look.
  return sorted.every((x, i) => {
    const before = sorted[i - 1] ?? x;
    return before === x || Math.max(moved(before), moved(x)) <= seen * (x - before);
  });
}

const isTypedArray = (value: unknown): value is ArrayLike<number | bigint> =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  return isTypedArray(value) ? Array.from<unknown>(value) : undefined;
}

/** What JSON has a form for. */
function plain(value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return BigInt(Number(value)) === value ? Number(value) : String(value);
}
