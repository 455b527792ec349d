import type { Figure, PlotObject } from '../plots/figure.js';
import type { PictureSize } from '../render/renderer.js';
import type { Bundle } from './display.js';
import { palettePng } from './palette-png.js';
import { figurePng } from './pictures.js';

const scale = 1.5; // picture pixels per CSS pixel: sharp enough on most screens, half the bytes of 2
const digits = 5; // significant digits, less than a pixel

/** Interactive where Plotly is at hand, a picture elsewhere, a sentence where there are no pictures. */
export async function figureBundle(figure: Figure, size: PictureSize = {}): Promise<Bundle> {
  const short = shortFigure(figure);
  const { width = 700, height = 450 } = { ...(short.layout as PictureSize), ...size };
  const png = await figurePng(short, { width, height, scale });
  const picture = png && { 'image/png': Buffer.from(palettePng(png)).toString('base64') };
  return {
    data: { 'application/vnd.plotly.v1+json': short, ...picture, 'text/plain': describeFigure(figure) },
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

/** The figure as JSON with plain arrays and five significant digits: a third of the bytes, the same picture. */
export function shortFigure(figure: Figure): Figure {
  return JSON.parse(JSON.stringify({ data: figure.data, layout: figure.layout }, (_key, value) => shorten(value)));
}

function shorten(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(digits)) : value;
}
