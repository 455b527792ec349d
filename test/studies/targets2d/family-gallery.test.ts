import { expect, it } from 'vitest';
import { packGrid } from '../../../src/studies/packed-grid.js';
import { familyGallery } from '../../../src/studies/targets2d/family-gallery.js';

const packed = (top: number) =>
  packGrid([
    [top, 0],
    [0, 0],
  ]);
const best = (target: string, family: string, top: number | null) => ({
  ...{ target, family, K: 4, params: 160, steps: [], kl: [] },
  density: top === null ? null : packed(top),
});

it('familyGallery: target and families beside each other, the first size of each, gaps where nothing was trained', () => {
  const { data, layout } = familyGallery({
    targets: ['U1', 'U2'].map((target) => ({ target, halfWidth: 4, density: packed(0.1) })),
    rows: [],
    best: [
      best('U1', 'planar', 0.9),
      best('U1', 'iaf', 0.2),
      best('U1', 'iaf', 0.8),
      best('U1', 'convolution', 0.3),
      best('U2', 'convolution', null),
    ],
  });
  const tops = data.map(({ z }) => (z as number[][])[0]![0]);
  expect(tops).toEqual([0.1, 0.2, 0.3, 0.1]);
  expect(data.map(({ xaxis }) => xaxis)).toEqual(['x', 'x2', 'x3', 'x4']);
  const texts = (layout.annotations as { text: string }[]).map(({ text }) => text);
  expect(texts).toEqual(['target', 'IAF', 'convolution', 'U1', 'U2']);
});
