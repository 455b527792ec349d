import { expected } from '../errors.js';
import type { Cloud } from './scatter.js';

/** One for each class; neighbours differ in lightness too. */
const colours = [
  '#7f7f7f',
  '#0072b2',
  '#e69f00',
  '#117733',
  '#cc79a7',
  '#882255',
  '#d55e00',
  '#332288',
  '#66bb55',
  '#00a5b5',
] as const;

/**
 * Points of the plane for `scatterPlot`, coloured by their class: ten clouds, named 0 … 9.
 * @param points [2N], the coordinates of one point after those of another, as a tensor [N, 2] has its data
 * @param labels [N], 0 … 9
 * @throws RangeError unless there are two coordinates for each label
 */
export function classClouds(points: ArrayLike<number>, labels: ArrayLike<number>): Cloud[] {
  if (points.length !== 2 * labels.length) {
    throw new RangeError(expected('points', `be ${2 * labels.length} numbers`, points.length, 'classClouds'));
  }
  const indices = Array.from(labels, (_, i) => i);
  return colours.map((colour, digit) => {
    const own = indices.filter((i) => labels[i] === digit);
    return { name: String(digit), colour, x: own.map((i) => points[2 * i]!), y: own.map((i) => points[2 * i + 1]!) };
  });
}
