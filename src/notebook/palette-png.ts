import { inflateSync } from 'node:zlib';
import { encodePng } from './png.js';

/** Pixels of a decoded picture, `bytes` (3 or 4) per pixel, row after row. */
interface Pixels {
  width: number;
  height: number;
  bytes: number;
  data: Uint8Array;
}

/**
 * The same picture with a palette of at most 256 colours: a quarter of the bytes or less for charts, whose colours are
 * few. Of more colours, rare ones become the nearest frequent one. What is not an opaque 8-bit picture is left as it is.
 * Source: PNG specification, third edition, sections 9 and 11.
 */
export function palettePng(png: Uint8Array): Uint8Array {
  const pixels = decode(Buffer.from(png));
  if (!pixels) return png;
  const { width, height, bytes, data } = pixels;
  const keys = new Uint32Array(width * height);
  for (let i = 0; i < keys.length; i++) {
    keys[i] = (data[i * bytes]! << 16) | (data[i * bytes + 1]! << 8) | data[i * bytes + 2]!;
  }
  const palette = mostFrequent(keys, 256);
  const indexOf = nearestIn(palette);
  return encodePng(Uint8Array.from(keys, indexOf), { width, height, palette });
}

function decode(png: Buffer): Pixels | undefined {
  const [depth, colour, interlaced] = [png[24], png[25], png[28]];
  const bytes = colour === 6 ? 4 : colour === 2 ? 3 : 0;
  if (depth !== 8 || bytes === 0 || interlaced !== 0) return undefined;
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const data = unfiltered(inflateSync(Buffer.concat(parts)), { width, height, bytes });
  const opaque = bytes === 3 || data.every((value, i) => i % 4 !== 3 || value === 255);
  return opaque ? { width, height, bytes, data } : undefined;
}

/** Undoes the filter that each row names in its first byte. */
function unfiltered(raw: Buffer, { width, height, bytes }: Omit<Pixels, 'data'>): Uint8Array {
  const stride = width * bytes;
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)]!;
    for (let i = 0; i < stride; i++) {
      const at = y * stride + i;
      const left = i >= bytes ? out[at - bytes]! : 0;
      const up = y > 0 ? out[at - stride]! : 0;
      const corner = i >= bytes && y > 0 ? out[at - stride - bytes]! : 0;
      out[at] = raw[y * (stride + 1) + 1 + i]! + predicted(filter, left, up, corner);
    }
  }
  return out;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const estimate = left + up - corner;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/**
 * Up to 256 colours as they are. Of more, those alike in the 6 highest bits of every channel count together, or a smooth
 * scale of many rare colours would get none; the commonest of each group stands for it.
 */
function mostFrequent(keys: Uint32Array, count: number): number[] {
  const counts = new Map<number, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const colours = [...counts].sort(([a, m], [b, n]) => n - m || a - b);
  if (colours.length <= count) return colours.map(([key]) => key);
  const groups = new Map<number, { key: number; size: number }>();
  for (const [key, size] of colours) {
    const group = groups.get(key & 0xfcfcfc);
    if (group) group.size += size;
    else groups.set(key & 0xfcfcfc, { key, size });
  }
  return [...groups.values()]
    .sort((a, b) => b.size - a.size || a.key - b.key)
    .slice(0, count)
    .map(({ key }) => key);
}

/** Index of the nearest palette colour by squared distance, each colour looked for once. */
function nearestIn(palette: readonly number[]): (key: number) => number {
  const known = new Map(palette.map((key, i) => [key, i]));
  const channel = (key: number, shift: number) => (key >> shift) & 255;
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    palette.forEach((other, i) => {
      const distance = [16, 8, 0].reduce((sum, s) => sum + (channel(key, s) - channel(other, s)) ** 2, 0);
      if (distance < least) [best, least] = [i, distance];
    });
    known.set(key, best);
    return best;
  };
}
