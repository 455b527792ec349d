import { inflateSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { contactSheet, drawContactSheet } from '../../src/notebook/contact-sheet.js';
import { type Bundle, cellDisplay } from '../../src/notebook/display.js';
import { describeFigure, shortFigure } from '../../src/notebook/figure.js';
import { liveFigure } from '../../src/notebook/live-figure.js';
import { encodePng } from '../../src/notebook/png.js';
import { show } from '../../src/notebook/show.js';
import { tableBundle } from '../../src/notebook/table.js';

/** The pixels of a grey PNG of `encodePng`, row after row. */
function decode(bytes: Uint8Array): { width: number; height: number; rows: number[][] } {
  const png = Buffer.from(bytes);
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const start = png.indexOf('IDAT') + 4;
  const data = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
  const rows = Array.from({ length: height }, (_, y) => [...data.subarray(y * (width + 1) + 1, (y + 1) * (width + 1))]);
  return { width, height, rows };
}

describe('tableBundle', () => {
  const text = (bundle: Bundle) => bundle.data['text/plain'].split('\n');

  test('aligns numbers by their decimals, texts to the left, and leaves holes empty', () => {
    const bundle = tableBundle([
      { flow: 'planar', nats: 86.512345, K: 10 },
      { flow: 'NICE', nats: 100, note: 'x' },
    ]);
    expect(text(bundle)).toEqual([
      'flow       nats   K  note',
      '──────  ───────  ──  ────',
      'planar   86.512  10',
      'NICE    100.000      x',
    ]);
  });

  test('escapes what would be markup', () => {
    const html = tableBundle([{ '<i>': '<script>"&' }]).data['text/html'];
    expect(html).toContain('&lt;i&gt;');
    expect(html).toContain('&lt;script&gt;&quot;&amp;');
    expect(html).not.toMatch(/<script|<i>/);
  });

  test('keeps very small, infinite and missing numbers readable', () => {
    const cells = text(tableBundle([1e-9, Number.NaN, Number.NEGATIVE_INFINITY, 2, null].map((x) => ({ x })))).slice(2);
    expect(cells.map((cell) => cell.trim())).toEqual(['1e-9', 'NaN', '-Infinity', '2', '']);
  });

  test('shows digits of the numbers, no zeros in their place, and what is too small for the column with an exponent', () => {
    const column = (values: number[]) =>
      text(tableBundle(values.map((x) => ({ x }))))
        .slice(2)
        .map((cell) => cell.trim());
    expect(column([-11.745561, 0.00048])).toEqual(['-11.74556', '0.00048']);
    expect(column([0.88436123, 0.0000012345])).toEqual(['0.884361', '1.2345e-6']);
    expect(column([306936.7, 0.5])).toEqual(['306936.7', '0.5']);
  });

  test('shows 50 rows and says how many more there are', () => {
    const bundle = tableBundle(Array.from({ length: 60 }, (_, i) => ({ i })));
    expect(text(bundle)).toHaveLength(2 + 50 + 1);
    expect(bundle.data['text/html']).toContain('<p>… 10 more rows</p>');
  });

  test('reads a DataFrame of danfo.js', async () => {
    const { DataFrame } = await import('danfojs-node');
    const frame = new DataFrame([{ flow: 'planar', nats: 86.5 }]);
    expect(text(tableBundle(frame))).toEqual(['flow    nats', '──────  ────', 'planar  86.5']);
  });

  test('numbers that the usual digits would show as one are told apart', () => {
    const rows = [123456.1, 123456.2, 123456.3].map((t) => ({ t, none: 0.5 }));
    expect(text(tableBundle(rows)).slice(2)).toEqual(['123456.1   0.5', '123456.2   0.5', '123456.3   0.5']);
    expect(text(tableBundle([1, 1 + 1e-9].map((x) => ({ x })))).slice(2)).toEqual(['1.000000000', '1.000000001']);
  });
});

describe('pictures', () => {
  test('encodePng writes a PNG that holds these pixels', () => {
    const png = encodePng(Uint8Array.from([0, 128, 255, 7, 8, 9]), { width: 3, height: 2 });
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect(decode(png)).toEqual({
      width: 3,
      height: 2,
      rows: [
        [0, 128, 255],
        [7, 8, 9],
      ],
    });
  });

  test('drawContactSheet puts images in rows, enlarged, with a grey line between them', () => {
    const grid = contactSheet([0, 1, 2, -1, 0.5, 0.5], { height: 1, width: 2, columns: 2, scale: 1 });
    const line = [128, 128];
    expect(decode(drawContactSheet(grid)).rows).toEqual([
      [0, 255, ...line, 255, 0],
      [...line, ...line, ...line],
      [...line, ...line, ...line],
      [128, 128, ...line, ...line],
    ]);
    expect(decode(drawContactSheet(contactSheet([0, 1], { height: 1, width: 2 }))).rows).toEqual([
      [0, 0, 255, 255],
      [0, 0, 255, 255],
    ]);
  });

  test('contactSheet takes the size and the white of images of a data set', () => {
    const grid = contactSheet(
      { count: 1, height: 1, width: 2, white: 255, pixels: Uint8Array.from([255, 51]) },
      { scale: 1 },
    );
    expect(decode(drawContactSheet(grid)).rows).toEqual([[255, 51]]);
  });

  test('contactSheet says what does not fit', () => {
    expect(() => contactSheet(new Float32Array(100))).toThrow(RangeError);
    expect(() => contactSheet(new Float32Array(784), { columns: 0 })).toThrow('Expected columns to be');
  });
});

describe('figures', () => {
  const figure = {
    data: [{ name: 'K=0', x: Int32Array.of(1, 123456), y: Float32Array.of(1.23456789, Number.NaN) }, {}],
    layout: { title: { text: 'Loss' } },
  };

  test('shortFigure: plain arrays, all digits, gaps null', () => {
    expect(shortFigure(figure).data[0]).toEqual({ name: 'K=0', x: [1, 123456], y: [Math.fround(1.23456789), null] });
  });

  test('describeFigure names the figure and its curves', () => {
    expect(describeFigure(figure)).toBe('Figure "Loss": K=0');
  });
});

describe('cellDisplay', () => {
  const bundle = { data: { 'text/plain': 'p', 'image/png': Buffer.from('png').toString('base64') } };
  const path = (file: string) => `/home/me/node_modules/tslab/dist/${file}`;

  test('is undefined outside tslab, and before a cell has run', () => {
    expect(cellDisplay({})).toBeUndefined();
    expect(cellDisplay({ [path('jupyter.js')]: { exports: { lastWriteDisplayData: null } } })).toBeUndefined();
  });

  test('sends a bundle as one output, into its slot', () => {
    const lastWriteDisplayData = vi.fn();
    const modules = {
      '/global/tslab/dist/jupyter.js': { exports: { lastWriteDisplayData: null } },
      [path('jupyter.js')]: { exports: { lastWriteDisplayData } },
    };
    cellDisplay(modules)!(bundle, { id: 'live', update: true });
    expect(lastWriteDisplayData).toHaveBeenCalledExactlyOnceWith(
      { ...bundle, metadata: {}, transient: { display_id: 'live' } },
      true,
    );
  });

  test('falls back on the public display of a tslab that keeps its internals to itself', () => {
    const display = { png: vi.fn(), html: vi.fn(), text: vi.fn() };
    const modules = { [path('jupyter.js')]: { exports: {} }, [path('public.js')]: { exports: { display } } };
    const send = cellDisplay(modules)!;
    send(bundle);
    send({ data: { 'text/plain': 'p', 'text/html': '<b>' } });
    send({ data: { 'text/plain': 'p' } });
    expect(display.png).toHaveBeenCalledExactlyOnceWith(Buffer.from('png'));
    expect(display.html).toHaveBeenCalledExactlyOnceWith('<b>');
    expect(display.text).toHaveBeenCalledExactlyOnceWith('p');
  });
});

describe('outside a notebook', () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  afterEach(() => log.mockClear());
  const figure = (text: string) => ({ data: [], layout: { title: { text } } });

  test.each([
    ['a figure', figure('Loss'), 'Figure "Loss"'],
    ['rows', [{ a: 1 }], 'a\n─\n1'],
    ['a grid', contactSheet(new Float32Array(784)), '1 image of 28 × 28 pixels'],
    ['text', 'hello', 'hello'],
    ['numbers', [1, 2], '[ 1, 2 ]'],
  ])('show prints %s as text', async (_, value, text) => {
    await show(value);
    expect(log).toHaveBeenCalledExactlyOnceWith(text);
  });

  test('show tells a tensor’s shape, range and values', async () => {
    await show(
      tf.tensor2d([
        [1, 2],
        [3, 6],
      ]),
    );
    expect(log.mock.calls[0]![0]).toMatch(/^float32 tensor \[2, 2\], from 1 to 6, mean 3\n\[\[1, 2\],\n \[3, 6\]\]$/);
  });

  test('show tells the range of numbers that are close to each other', async () => {
    await show(tf.tensor1d([1e6 + 1, 1e6 + 2, 1e6 + 3]));
    expect(log.mock.calls[0]![0]).toContain('[3], from 1000001 to 1000003, mean 1000002');
  });

  test('liveFigure prints its last figure', async () => {
    const live = liveFigure();
    live.update(figure('one'));
    live.update(() => figure('two'));
    await live.finish();
    expect(log).toHaveBeenCalledExactlyOnceWith('Figure "two"');
  });
});
