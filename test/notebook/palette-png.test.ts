import { deflateSync, inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { palettePng } from '../../src/notebook/palette-png.js';

/** A PNG of RGB rows, each with a filter; chunks without checksums that matter. */
function rgbPng(width: number, rows: { filter: number; bytes: number[] }[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const data = deflateSync(Buffer.from(rows.flatMap(({ filter, bytes }) => [filter, ...bytes])));
  const chunk = (type: string, body: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return Buffer.concat([length, Buffer.from(type), body, Buffer.alloc(4)]);
  };
  return Buffer.concat([Buffer.alloc(8), chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** Colours of an indexed PNG, row after row. */
function colours(png: Buffer): number[] {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const body = (type: string) => {
    const at = png.indexOf(type);
    return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4));
  };
  const raw = inflateSync(body('IDAT'));
  const palette = body('PLTE');
  return Array.from({ length: width * height }, (_, i) => {
    const index = raw[Math.floor(i / width) * (width + 1) + 1 + (i % width)]!;
    return palette.readUIntBE(3 * index, 3);
  });
}

it('palettePng: every filter is undone, and few colours are kept exactly', () => {
  const png = rgbPng(2, [
    { filter: 0, bytes: [10, 20, 30, 40, 50, 60] },
    { filter: 1, bytes: [10, 20, 30, 30, 30, 30] }, // left: (10, 20, 30) (40, 50, 60)
    { filter: 2, bytes: [0, 0, 0, 0, 0, 250] }, // up, modulo 256: (10, 20, 30) (40, 50, 54)
    { filter: 3, bytes: [5, 10, 15, 15, 15, 12] }, // half of left + up: (10, 20, 30) (40, 50, 54)
    { filter: 4, bytes: [0, 0, 0, 0, 0, 0] }, // Paeth
  ]);
  const [a, b, c] = [0x0a141e, 0x28323c, 0x283236];
  expect(colours(Buffer.from(palettePng(png)))).toEqual([a, b, a, b, a, c, a, c, a, c]);
});

it('palettePng: of more than 256 colours every pixel stays within the spacing of the groups', () => {
  const ramp = Array.from({ length: 1500 }, (_, i) =>
    [(i / 1499) * 255, 255 - (i / 1499) * 255, i % 2].map(Math.floor),
  );
  const png = rgbPng(1500, [{ filter: 0, bytes: ramp.flat() }]);
  const result = colours(Buffer.from(palettePng(png)));
  expect(new Set(ramp.map(String)).size).toBeGreaterThan(256);
  result.forEach((key, i) => {
    const channels = [key >> 16, (key >> 8) & 255, key & 255];
    for (const [c, value] of channels.entries()) expect(Math.abs(value - ramp[i]![c]!)).toBeLessThanOrEqual(4);
  });
});

it('palettePng: other kinds of pictures stay as they are', () => {
  const grey = rgbPng(1, [{ filter: 0, bytes: [1, 2, 3] }]);
  grey[25] = 0;
  expect(palettePng(grey)).toBe(grey);
});
