import { expect, it } from 'vitest';
import { shortFigure } from '../../src/notebook/figure.js';

const decoded = (bdata: string) => {
  const bytes = Uint8Array.from(Buffer.from(bdata, 'base64'));
  return [...new Float32Array(bytes.buffer)];
};

it('shortFigure: long lists and matrices of numbers become base64 of float32, gaps NaN', () => {
  const x = Array.from({ length: 50 }, (_, i) => (i === 7 ? null : i / 8));
  const z = Array.from({ length: 8 }, (_, i) => Array.from({ length: 6 }, (_, j) => i + j / 4));
  const { data } = shortFigure({ data: [{ x: x, z: z, y: [1 / 3, 2], text: Array(50).fill('a') }], layout: {} });
  const [trace] = data as [Record<string, { dtype: string; bdata: string; shape?: string }>];
  expect(trace.x!.dtype).toBe('f4');
  expect(decoded(trace.x!.bdata).slice(6, 9)).toEqual([0.75, Number.NaN, 1]);
  expect(trace.z!.shape).toBe('8, 6');
  expect(decoded(trace.z!.bdata)).toEqual(z.flat());
  expect(trace.y).toEqual([0.33333, 2]);
  expect(trace.text).toHaveLength(50);
});
