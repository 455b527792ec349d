import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { noise } from '../../src/random/noise.js';
import { idxBytes } from './idx-bytes.js';

/** Grey pictures: a bright bar across a dark ground, at a height or at a distance from the left that chance decides. */
export function bars(count: number, height: number, width: number, seed = 0): Uint8Array {
  const pixels = new Uint8Array(count * height * width);
  for (let i = 0; i < count; i++) {
    const [lies = 0, place = 0, bright = 0] = noise(seed, 'bars', i).uniform(3);
    const at = Math.floor(place * (lies < 0.5 ? height : width));
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        pixels[(i * height + y) * width + x] = (lies < 0.5 ? y : x) === at ? 155 + 100 * bright : 20;
  }
  return pixels;
}

/** An IDX file of such pictures. */
export const barsFile = (count: number, height: number, width: number, seed = 0): Uint8Array =>
  idxBytes([count, height, width], bars(count, height, width, seed));

/** Writes files into a folder, as gzip where the name says so. */
export function writeSet(folder: string, files: Readonly<Record<string, Uint8Array>>): string {
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), name.endsWith('.gz') ? gzipSync(bytes) : bytes);
  }
  return folder;
}
