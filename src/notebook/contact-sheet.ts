import type { Images } from '../data/images.js';
import { expected } from '../errors.js';
import type { Bundle } from './display.js';
import { encodePng } from './png.js';

export interface ContactSheetOptions {
  /** pixels; default 28, the size of a digit (`Images` know their own) */
  height?: number;
  width?: number;
  /** images beside each other; default 10 */
  columns?: number;
  /** how many pixels of the picture one pixel of an image takes, in both directions; default 2 */
  scale?: number;
}

/** Images of one size, to be shown in rows beside each other: made by `contactSheet`. */
export interface ContactSheet {
  readonly kind: 'contactSheet';
  readonly images: ArrayLike<number>;
  readonly white: number;
  readonly count: number;
  readonly layout: Readonly<Required<ContactSheetOptions>>;
}

const gap = 2; // pixels between images
const gapGrey = 128;

/**
 * A contact sheet for `show`: digits, samples, reconstructions.
 * @param images images of a data set, or [count · height · width] numbers in [0, 1], outside values cut off
 * @throws RangeError if the numbers do not make whole images
 */
export function contactSheet(images: Images | ArrayLike<number>, options: ContactSheetOptions = {}): ContactSheet {
  const set = 'pixels' in images ? images : undefined;
  const { height = set?.height ?? 28, width = set?.width ?? 28, columns = 10, scale = 2 } = options;
  for (const [name, value] of Object.entries({ height, width, columns, scale })) {
    if (!(Number.isInteger(value) && value > 0)) {
      throw new RangeError(expected(name, 'be a whole number of at least 1', value, 'contactSheet'));
    }
  }
  const pixels = set?.pixels ?? (images as ArrayLike<number>);
  const count = pixels.length / (height * width);
  if (!Number.isInteger(count) || count === 0) {
    const wanted = `hold a multiple of ${height} × ${width} numbers`;
    throw new RangeError(expected('images', wanted, pixels.length, 'contactSheet'));
  }
  return {
    kind: 'contactSheet',
    images: pixels,
    white: set?.white ?? 1,
    count,
    layout: { height, width, columns, scale },
  };
}

/** The sheet as a picture, with a sentence for where there are no pictures. */
export function contactSheetBundle(sheet: ContactSheet): Bundle {
  const { height, width } = sheet.layout;
  const sentence = `${sheet.count} ${sheet.count === 1 ? 'image' : 'images'} of ${height} × ${width} pixels`;
  return { data: { 'image/png': Buffer.from(drawContactSheet(sheet)).toString('base64'), 'text/plain': sentence } };
}

/** The sheet as a PNG file: black 0, white 1, a grey line between images. */
export function drawContactSheet({
  images,
  white,
  count,
  layout: { height, width, columns, scale },
}: ContactSheet): Uint8Array {
  const across = Math.min(columns, count);
  const down = Math.ceil(count / columns);
  const sheet = { width: across * (width * scale + gap) - gap, height: down * (height * scale + gap) - gap };
  const pixels = new Uint8Array(sheet.width * sheet.height).fill(gapGrey);
  for (let i = 0; i < count; i++) {
    const left = (i % columns) * (width * scale + gap);
    const top = Math.floor(i / columns) * (height * scale + gap);
    for (let y = 0; y < height * scale; y++) {
      const row = (i * height + Math.floor(y / scale)) * width;
      for (let x = 0; x < width * scale; x++) {
        pixels[(top + y) * sheet.width + left + x] = grey(images[row + Math.floor(x / scale)]! / white);
      }
    }
  }
  return encodePng(pixels, sheet);
}

const grey = (value: number): number => Math.round(255 * Math.min(1, Math.max(0, value)));
