import type { Figure, PlotObject } from '../plots/figure.js';
import type { PictureSize } from '../render/renderer.js';
import type { Bundle } from './display.js';
import { palettePng } from './palette-png.js';
import { figurePng } from './pictures.js';

const scale = 1.5; // picture pixels per CSS pixel: sharp enough on most screens, half the bytes of 2
const digits = 5; // significant digits, less than a pixel
const leastEncoded = 40; // numbers; shorter arrays stay readable

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
 * The figure as short JSON, the same picture: five significant digits, long arrays of numbers as base64 of float32.
 * In a notebook's file, where every number has a line of its own, that is a quarter of the bytes.
 */
export function shortFigure(figure: Figure): Figure {
  return JSON.parse(JSON.stringify({ data: figure.data, layout: figure.layout }, (_key, value) => shorten(value)));
}

/** Plotly's form of an array in an encoding, since its version 2.28. */
interface EncodedArray {
  dtype: 'f4';
  bdata: string;
  /** Of a matrix, `rows, columns`. */
  shape?: string;
}

/** A list or a matrix of many numbers encoded; null, a gap in a line, as NaN. */
function encoded(value: readonly unknown[]): EncodedArray | undefined {
  const rows = value.every(Array.isArray) ? (value as unknown[][]) : undefined;
  const columns = rows?.[0]?.length ?? 0;
  if (rows?.some((row) => row.length !== columns)) return undefined;
  const numbers = rows ? rows.flat() : value;
  if (numbers.length < leastEncoded || !numbers.every((x) => typeof x === 'number' || x === null)) return undefined;
  const bytes = Float32Array.from(numbers, (x) => (x === null ? Number.NaN : Number(x))).buffer;
  const bdata = Buffer.from(bytes).toString('base64');
  return { dtype: 'f4', bdata, ...(rows ? { shape: `${rows.length}, ${columns}` } : {}) };
}

const isTypedArray = (value: unknown): value is ArrayLike<number> =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

function shorten(value: unknown): unknown {
  if (isTypedArray(value)) return shorten(Array.from(value));
  if (Array.isArray(value)) return encoded(value) ?? value;
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(digits)) : value;
}
