import { describe, expect, it } from 'vitest';
import { shortFigure } from '../../src/notebook/figure.js';

interface Encoded {
  dtype: 'f4' | 'f8';
  bdata: string;
  shape?: string;
}

const shownTrace = (trace: Record<string, unknown>) => shortFigure({ data: [trace], layout: {} }).data[0]!;

/** One part of a trace after it has been made short. */
const shown = (values: unknown): unknown => shownTrace({ y: values }).y;

function decoded({ dtype, bdata }: Encoded): number[] {
  const { buffer } = Uint8Array.from(Buffer.from(bdata, 'base64'));
  return [...(dtype === 'f4' ? new Float32Array(buffer) : new Float64Array(buffer))];
}

const sixty = (value: (i: number) => number): number[] => Array.from({ length: 60 }, (_, i) => value(i));

it('shortFigure: long lists and matrices of numbers become base64 of float32, gaps NaN', () => {
  const x = Array.from({ length: 50 }, (_, i) => (i === 7 ? null : i / 8));
  const z = Array.from({ length: 8 }, (_, i) => Array.from({ length: 6 }, (_, j) => i + j / 4));
  const trace = shownTrace({ x: x, z: z, y: [1 / 3, 2], text: Array(50).fill('a') }) as Record<'x' | 'z', Encoded>;
  expect(trace.x.dtype).toBe('f4');
  expect(decoded(trace.x).slice(6, 9)).toEqual([0.75, Number.NaN, 1]);
  expect(trace.z.shape).toBe('8, 6');
  expect(decoded(trace.z)).toEqual(z.flat());
  expect(trace).toMatchObject({ y: [1 / 3, 2], text: Array(50).fill('a') });
});

describe('shortFigure shows what was given', () => {
  it.each<[string, unknown]>([
    ['numbers close to each other', [123456.1, 123456.2, 123456.3]],
    ['one number', [123456.123456]],
    ['a small matrix', [[1e9 + 0.1, 1e9 + 0.2]]],
    ['rows of different lengths', [sixty((i) => i), [1, 2]]],
  ])('%s', (_, values) => expect(shown(values)).toEqual(values));

  it.each<[string, 'f4' | 'f8', number[]]>([
    ['sixty seconds', 'f8', sixty((i) => Date.UTC(2026, 0, 1, 12, 0, i))],
    ['close to each other', 'f8', sixty((i) => 123456 + i / 1e4)],
    ['close to each other, one far away', 'f8', sixty((i) => (i === 0 ? 0 : 123456 + i / 1e4))],
    ['beyond float32', 'f8', sixty((i) => i * 1e300)],
    ['equal', 'f8', sixty(() => 0.1)],
    ['decades', 'f4', sixty((i) => 1.5 ** (i - 30))],
    ['of float32', 'f4', sixty((i) => Math.fround(1e7 + i))],
  ])('%s: long lists as %s', (_, dtype, values) => {
    const short = shown(values) as Encoded;
    expect(short.dtype).toBe(dtype);
    decoded(short).forEach((y, i) => {
      const distance = Math.abs(values[i]! - values[i === 0 ? 1 : i - 1]!);
      expect(Math.abs(y - values[i]!)).toBeLessThanOrEqual(0.01 * distance);
    });
  });

  it('a matrix, for heat maps', () => {
    const rows = [Float64Array.from(sixty((i) => 1e6 + i / 1e3)), Float64Array.from(sixty((i) => 1e6 - i / 1e3))];
    const short = shown(rows) as Encoded;
    expect(short).toMatchObject({ dtype: 'f8', shape: '2, 60' });
    expect(decoded(short)).toEqual(rows.flatMap((row) => [...row]));
  });

  it('dates', () => {
    const dates = sixty((i) => i).map((i) => new Date(1e12 + 1000 * i));
    expect(shown(dates)).toEqual(dates.map((date) => date.toISOString()));
  });

  it('what lies in the layout', () => {
    const layout = { yaxis: { range: [123456.1, 123456.2] }, annotations: [{ y: 123456.14 }] };
    expect(shortFigure({ data: [], layout }).layout).toEqual(layout);
  });
});

it('shortFigure: a BigInt is a number, or text where there is no such number', () => {
  expect(shown([10n, 2n ** 60n, 2n ** 60n + 1n])).toEqual([10, 2 ** 60, '1152921504606846977']);
  expect(shown(BigInt64Array.of(-1n, 9007199254740993n))).toEqual([-1, '9007199254740993']);
  expect(decoded(shown(BigInt64Array.from(sixty((i) => i).map(BigInt))) as Encoded)).toEqual(sixty((i) => i));
  expect(shownTrace({ marker: { size: 5n } })).toEqual({ marker: { size: 5 } });
});

it('shortFigure: numbers that are not finite are gaps', () => {
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1];
  expect(shown(values)).toEqual([null, null, null, 1]);
  expect(shown(Float32Array.from(values))).toEqual([null, null, null, 1]);
  const long = decoded(shown([...values, ...sixty((i) => i)]) as Encoded);
  expect(long.slice(0, 4)).toEqual([Number.NaN, Number.NaN, Number.NaN, 1]);
});
