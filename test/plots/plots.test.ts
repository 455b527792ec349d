import { describe, expect, it } from 'vitest';
import {
  barChart,
  deformedGrid,
  densityHeatmap,
  gridLines,
  imageGrid,
  lineChart,
  methodLabel,
  methodStyle,
  methods,
  type PlotObject,
  panelGrid,
  trainingCurves,
  withNote,
} from '../../src/plots/index.js';
import { spread } from '../../src/plots/label-places.js';
import { families } from '../../src/runs/index.js';
import { imageFamilyNames } from '../../src/studies/convolution/image-flows.js';
import { planeFamilyNames } from '../../src/studies/targets2d/families.js';
import { ringDensity, samples } from './samples.js';

const labels = (layout: PlotObject) => layout.annotations as { text: string; y: number; font: { color: string } }[];

describe('every kind of figure', () => {
  it.each(Object.entries(samples))('%s is plain JSON', (_, figure) => {
    expect(JSON.parse(JSON.stringify(figure))).toEqual(dropUndefined(figure));
  });
});

/** JSON leaves out what is undefined; everything else must survive. */
function dropUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropUndefined);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(kept.map(([key, part]) => [key, dropUndefined(part)]));
}

describe('methods', () => {
  const gaussians = Object.keys(methods).filter((name) => name.startsWith('gaussian'));
  it.each([
    ['posteriors of digits', Object.keys(families)],
    ['densities in the plane', planeFamilyNames],
    ['densities of images', [...imageFamilyNames, ...gaussians]],
  ])('have a colour each where they meet: %s', (_, names) => {
    const colours = names.map((name) => methodStyle(name).colour);
    expect(new Set(colours).size).toBe(names.length);
  });

  it('methodLabel(name, layers) says K', () => {
    expect(methodLabel('planar', 10)).toBe('planar, K = 10');
    expect(methodLabel('identity', 0)).toBe('no flow (K = 0)');
  });

  it('methodStyle(unknown) keeps the name', () => expect(methodStyle('mine').label).toBe('mine'));
});

describe('densityHeatmap', () => {
  it('puts values[j][i] at (x[i], y[j]), with equal aspect and from zero', () => {
    const { data, layout } = densityHeatmap({
      x: [0, 1, 2],
      y: [0, 1],
      values: [[1, 2, 3], new Float32Array([4, 5, 6])],
    });
    expect(data[0]).toMatchObject({
      x: [0, 1, 2],
      y: [0, 1],
      z: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    });
    expect(layout).toMatchObject({ yaxis: { scaleanchor: 'x' }, coloraxis: { cmin: 0 } });
  });

  it('names expected and got shapes', () => {
    expect(() => densityHeatmap({ x: [0, 1], y: [0], values: [[1, 2, 3]] })).toThrow(
      'Expected `values` to have shape [1, 2], got [1, 3] (densityHeatmap)',
    );
  });
});

describe('lineChart', () => {
  const x = [0, 1, 2];
  const flat = (name: string, level: number) => ({ name, x, y: [level, level, level] });

  it("labels up to 4 curves at their ends, in the curves' colours and apart", () => {
    const series = [1, 1.001, 1.002, 5].map((level, i) => ({ ...flat(`c${i}`, level), colour: `#00000${i}` }));
    const { layout } = lineChart(series, { height: 420 });
    const heights = labels(layout).map(({ y }) => y * (420 - 68));
    expect(labels(layout).map(({ text, font }) => [text, font.color])).toEqual(
      series.map(({ name, colour }) => [name, colour]),
    );
    expect(heights[1]! - heights[0]!).toBeGreaterThan(16);
    expect(heights[2]! - heights[1]!).toBeGreaterThan(16);
    expect(layout.showlegend).toBe(false);
  });

  it('uses a legend from 5 curves on', () => {
    const { layout } = lineChart([1, 2, 3, 4, 5].map((level) => flat(`c${level}`, level)));
    expect(layout.showlegend).toBe(true);
    expect(labels(layout)).toEqual([]);
  });

  it('draws an interval as a closed band and has room for it', () => {
    const { data, layout } = lineChart([{ ...flat('a', 1), lower: [0, 0, 0], upper: [3, 3, 3] }]);
    expect(data[0]).toMatchObject({ x: [0, 1, 2, 2, 1, 0], y: [3, 3, 3, 0, 0, 0], fill: 'toself' });
    const [low, high] = (layout.yaxis as { range: [number, number] }).range;
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(3);
  });

  it('leaves out points that are not finite', () => {
    const { data } = lineChart([{ name: 'a', x, y: [1, Number.NaN, 3] }]);
    expect(data[0]).toMatchObject({ x: [0, 2], y: [1, 3] });
  });

  it('gives a logarithmic range in powers of ten', () => {
    const { layout } = lineChart([{ name: 'a', x, y: [1, 10, 100] }], { yScale: 'log', yRange: [1, 1000] });
    expect(layout.yaxis).toMatchObject({ type: 'log', range: [0, 3] });
  });

  it('refuses x and y of different lengths', () => {
    expect(() => lineChart([{ name: 'a', x, y: [1] }])).toThrow(RangeError);
  });
});

describe('spread', () => {
  it.each([
    { places: [0, 1], gap: 0.1, wanted: [0, 1] },
    { places: [0.5, 0.5], gap: 0.2, wanted: [0.4, 0.6] },
    { places: [0, 0], gap: 0.2, wanted: [0, 0.2] },
    { places: [0.9, 0.2, 0.25], gap: 0.1, wanted: [0.9, 0.175, 0.275] },
  ])('moves $places to $wanted', ({ places, gap, wanted }) => {
    const moved = spread(places, gap, 0, 1);
    for (const [i, place] of moved.entries()) expect(place).toBeCloseTo(wanted[i]!);
  });
});

describe('trainingCurves', () => {
  const points = [
    { step: 1, trainBound: 900, validBound: null },
    { step: 2, trainBound: 120, validBound: 125 },
    { step: 3, trainBound: 110, validBound: 115 },
  ];

  it('draws held-out values where there are any, thick and labelled', () => {
    const { data, layout } = trainingCurves([{ family: 'planar', K: 10, points }]);
    expect(data).toMatchObject([
      { x: [1, 2, 3], line: { width: 1 } },
      { x: [2, 3], y: [125, 115], line: { width: 2.5 } },
    ]);
    expect(labels(layout).map(({ text }) => text)).toEqual(['planar, K = 10']);
  });

  it('keeps the first updates from flattening the rest', () => {
    const long = Array.from({ length: 50 }, (_, i) => ({ step: i, trainBound: i === 0 ? 9000 : 100 + i }));
    const { layout } = trainingCurves([{ family: 'identity', K: 0, points: long }]);
    expect((layout.yaxis as { range: [number, number] }).range[1]).toBeLessThan(200);
  });
});

describe('imageGrid', () => {
  it('sets images row after row, the first pixel top left', () => {
    const image = (ink: number) => [ink, 0, 0, 0];
    const { data, layout } = imageGrid([image(0.1), image(0.2), image(0.3)], { rows: 2, columns: 2, across: 2 });
    const z = data[0]!.z as number[][];
    expect([z[0]![0], z[0]![4], z[4]![0]]).toEqual([0.1, 0.2, 0.3]);
    expect([z.length, z[0]!.length]).toEqual([6, 6]);
    expect(layout.yaxis).toMatchObject({ range: [5.5, -0.5] });
  });

  it('names the image of another size', () => {
    expect(() => imageGrid([[1, 2, 3]])).toThrow('Expected image 0 to have 28 × 28 pixels, got 3 (imageGrid)');
  });
});

describe('deformedGrid', () => {
  it('joins the points of gridLines line by line', () => {
    const { points, perLine } = gridLines({ range: [0, 1], lines: 2, perLine: 3 });
    const { data } = deformedGrid(points, perLine);
    expect(data[0]).toMatchObject({ x: [0, 0.5, 1, null, 0, 0.5, 1, null], y: [0, 0, 0, null, 1, 1, 1, null] });
    expect(data[1]).toMatchObject({ x: [0, 0, 0, null, 1, 1, 1, null], y: [0, 0.5, 1, null, 0, 0.5, 1, null] });
  });

  it('refuses broken lines', () => expect(() => deformedGrid([[0, 0]], 3)).toThrow(RangeError));
});

describe('barChart', () => {
  it('refuses a value without a category', () => {
    expect(() => barChart(['a'], [{ values: [1, 2] }])).toThrow(
      'Expected one value for each of 1 categories, got 2 (barChart)',
    );
  });
});

describe('panelGrid', () => {
  const panels = [1, 2, 3].map((i) => ({ figure: ringDensity(), title: `U${i}` }));

  it('gives each panel its axes, equal aspect kept, and one colour scale', () => {
    const { data, layout } = panelGrid(panels, { columns: 2 });
    expect(data.map(({ xaxis, yaxis, coloraxis }) => [xaxis, yaxis, coloraxis])).toEqual([
      ['x', 'y', 'coloraxis'],
      ['x2', 'y2', 'coloraxis'],
      ['x3', 'y3', 'coloraxis'],
    ]);
    expect(layout).toMatchObject({ yaxis3: { scaleanchor: 'x3', anchor: 'x3' }, xaxis3: { anchor: 'y3' } });
  });

  it('sets panels of equal size in rows', () => {
    const { layout } = panelGrid(panels, { columns: 2 });
    const { domain: first } = layout.xaxis as { domain: [number, number] };
    const { domain: second } = layout.xaxis2 as { domain: [number, number] };
    const { domain: below } = layout.yaxis3 as { domain: [number, number] };
    expect(second[1] - second[0]).toBeCloseTo(first[1] - first[0]);
    expect(second[0]).toBeGreaterThan(first[1]);
    expect(below[0]).toBeCloseTo(0);
  });

  it('can keep a colour scale per panel', () => {
    const { data } = panelGrid(panels, { commonScale: false });
    expect(data.map(({ coloraxis }) => coloraxis)).toEqual(['coloraxis', 'coloraxis2', 'coloraxis3']);
  });

  it("moves labels at curves' ends apart for the panel's height", () => {
    const near = [1, 1.01].map((level) => ({ name: `c${level}`, x: [0, 1], y: [0, level] }));
    const { layout } = panelGrid([{ figure: lineChart(near) }, { figure: lineChart(near) }], { panelHeight: 100 });
    const ends = labels(layout).filter(({ text }) => text.startsWith('c'));
    expect(ends).toHaveLength(4);
    expect(ends[1]!.y - ends[0]!.y).toBeCloseTo(0.1625);
    expect(ends.map((label) => (label as unknown as { xref: string }).xref)).toEqual([
      'x domain',
      'x domain',
      'x2 domain',
      'x2 domain',
    ]);
  });

  it('has one legend entry for a name in several panels', () => {
    const chart = () => lineChart([{ name: 'planar', x: [0, 1], y: [0, 1] }], { labels: 'legend' });
    const { data, layout } = panelGrid([{ figure: chart() }, { figure: chart() }]);
    expect(data.map(({ showlegend }) => showlegend)).toEqual([true, false]);
    expect(layout.showlegend).toBe(true);
  });
});

describe('withNote', () => {
  it('adds a line below and leaves the plot area as it was', () => {
    const before = ringDensity();
    const { layout } = withNote(before, 'synthetic digits');
    const area = ({ height, margin }: PlotObject) =>
      (height as number) - (margin as { t: number }).t - (margin as { b: number }).b;
    expect(area(layout)).toBe(area(before.layout));
    expect(labels(layout).at(-1)!.text).toBe('synthetic digits');
  });
});
