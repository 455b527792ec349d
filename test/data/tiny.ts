import { createHash } from 'node:crypto';
import { encodeIdx } from '../../src/data/idx.js';
import type { DataFile } from '../../src/data/sources.js';
import { noise } from '../../src/random/noise.js';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A data set file of 40 images of 28×28 that is published nowhere but at `urls`. */
export async function tinyFile(urls: string[] = []): Promise<{ file: DataFile; data: Uint8Array; bytes: Uint8Array }> {
  const shape = [40, 28, 28];
  const bits = noise(1, 'tiny file')
    .uniform(40 * 784)
    .map(Math.round);
  const data = Uint8Array.from(bits);
  const bytes = await encodeIdx({ shape, data });
  const file: DataFile = {
    set: 'mnist',
    name: 'tiny-idx3-ubyte.gz',
    otherNames: ['tiny-idx3-ubyte', 'tiny.amat'],
    shape,
    sha256: sha256(data),
    urls,
  };
  return { file, data, bytes };
}

/** The same pixels as `.amat` text. */
export function asText(data: Uint8Array): Uint8Array {
  const rows = Array.from({ length: data.length / 784 }, (_, i) => data.subarray(i * 784, (i + 1) * 784).join(' '));
  return new TextEncoder().encode(`${rows.join('\n')}\n`);
}
