import { expect, it } from 'vitest';
import { determinant } from '../../src/flows/determinant.js';
import { differenceJacobian, jacobianAt } from '../../src/flows/jacobian.js';
import { triangular } from '../../src/flows/linear/triangular.js';
import { mapPoints } from '../../src/flows/map-points.js';
import { planar } from '../../src/flows/planar.js';
import { noise } from '../../src/random/index.js';
import { onBackend } from '../support/tensors.js';

onBackend('cpu');

it('determinant: known matrices, a pivot of 0, a singular one', () => {
  expect(determinant([[3]])).toBe(3);
  expect(
    determinant([
      [0, 2],
      [5, 7],
    ]),
  ).toBeCloseTo(-10, 12);
  expect(
    determinant([
      [2, 0, 1],
      [1, 3, 2],
      [1, 1, 4],
    ]),
  ).toBeCloseTo(18, 12);
  expect(
    determinant([
      [1, 2],
      [2, 4],
    ]),
  ).toBe(0);
  expect(() => determinant([[1, 2]])).toThrow(/have 1 columns like rows/);
});

it('jacobianAt: rows are outputs, columns inputs; its determinant is exp(logDet)', () => {
  const flow = triangular(3);
  const params = noise(1, 'params').normal(flow.paramCount);
  const J = jacobianAt(flow, params, [0.3, -1, 2]);
  expect([J[0]![1], J[0]![2], J[1]![2]]).toEqual([0, 0, 0]);
  expect(Math.abs(J[2]![0]!)).toBeGreaterThan(0.01);
  const { logDet } = mapPoints(flow, params, [[0.3, -1, 2]]);
  expect(Math.log(determinant(J))).toBeCloseTo(logDet[0]!, 5);
  expect(() => jacobianAt(flow, params, [1])).toThrow(/have 3 numbers/);
});

it('differenceJacobian agrees with automatic differentiation', () => {
  const flow = planar(2);
  const params = noise(2, 'params').normal(flow.paramCount);
  const exact = jacobianAt(flow, params, [0.2, 0.4]);
  const J = differenceJacobian((x) => mapPoints(flow, params, [x]).points[0]!, [0.2, 0.4], 1e-2);
  for (const i of [0, 1]) for (const j of [0, 1]) expect(Math.abs(J[i]![j]! - exact[i]![j]!)).toBeLessThan(2e-3);
  const [[a], [b]] = differenceJacobian(([x]) => [x! ** 2, Math.sin(x!)], [0.5]) as [[number], [number]];
  expect(a).toBeCloseTo(1, 9);
  expect(b).toBeCloseTo(Math.cos(0.5), 9);
});

it('mapPoints: inverse undoes forward; a flow without inverse says so', () => {
  const flow = planar(2, { layers: 3 });
  const params = noise(3, 'params').normal(flow.paramCount);
  const there = mapPoints(flow, params, [
    [0.5, -0.5],
    [1, 2],
  ]);
  const back = mapPoints(flow, params, there.points, 'inverse');
  expect(back.points[1]![1]).toBeCloseTo(2, 4);
  expect(back.logDet[0]! + there.logDet[0]!).toBeCloseTo(0, 4);
  const { inverse: _, ...oneWay } = flow;
  expect(() => mapPoints(oneWay, params, [[0, 0]], 'inverse')).toThrow(/offer an inverse/);
});
