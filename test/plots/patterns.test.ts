import { expect, it } from 'vitest';
import { diagram } from '../../src/plots/diagram.js';
import { jacobianPattern } from '../../src/plots/jacobian-pattern.js';

it('jacobianPattern: the largest size of each entry, row 1 on top, exact zeros apart', () => {
  const { data, layout } = jacobianPattern([
    [
      [1, 0],
      [-4, 1],
    ],
    [
      [-9, 0],
      [1, 1],
    ],
  ]);
  expect(data[0]!.z).toEqual([
    [3, 0],
    [2, 1],
  ]);
  expect((layout.yaxis as { range: number[] }).range).toEqual([2.5, 0.5]);
  expect(() => jacobianPattern([[[1, 2]]])).toThrow(/square matrices/);
  expect(() => jacobianPattern([])).toThrow(RangeError);
});

it('diagram: nodes, arrows between them, and notes', () => {
  const nodes = [
    { text: 'z', x: 0, y: 1, note: 'N(0, 1)' },
    { text: 'h', x: 1, y: 1, kind: 'fixed' },
    { text: 'x', x: 0, y: 0, kind: 'observed' },
  ] as const;
  const { data, layout } = diagram(nodes, [[0, 2]]);
  expect(data[0]!.text).toEqual(['z', 'h', 'x']);
  expect(data[1]!.x).toEqual([1]);
  const [arrow, note] = layout.annotations as Record<string, unknown>[];
  expect([arrow!.ax, arrow!.ay, arrow!.x, arrow!.y]).toEqual([0, 1, 0, 0]);
  expect(note!.text).toBe('N(0, 1)');
  expect(() => diagram(nodes, [[0, 3]])).toThrow(/0 to 3/);
});
