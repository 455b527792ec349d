import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { defineFlow } from '../../src/flows/define.js';
import type { Transformed } from '../../src/flows/flow.js';
import { flowErrors } from '../../src/flows/flow-errors.js';
import { mapPoints } from '../../src/flows/map-points.js';
import { planar } from '../../src/flows/planar.js';
import { residual } from '../../src/flows/residual/residual.js';
import { onBackend } from '../support/tensors.js';
import { dimsOf } from './conformance/case.js';
import { flowCases } from './registry.js';

const shapesOf = ({ z, logDet }: Transformed) => [z.shape, logDet.shape];

describe.each(['cpu', 'wasm'] as const)('an empty batch is a batch, on %s', (backend) => {
  onBackend(backend);

  it.each(flowCases)('$name', (item) => {
    for (const dim of dimsOf(item).slice(0, 2)) {
      const flow = item.make(dim);
      const none = tf.zeros<tf.Rank.R2>([0, dim]);
      for (const rows of [0, 1]) {
        const params = tf.zeros<tf.Rank.R2>([rows, flow.paramCount]);
        const context = flow.contextDim > 0 ? tf.zeros<tf.Rank.R2>([rows, flow.contextDim]) : undefined;
        expect(shapesOf(flow.forward(none, params, context))).toEqual([[0, dim], [0]]);
        if (flow.inverse) expect(shapesOf(flow.inverse(none, params, context))).toEqual([[0, dim], [0]]);
      }
    }
  });

  it('a residual flow: no iterations, no error', () => {
    const flow = residual(2, { logDet: 'series', hidden: [3], layers: 2, probes: 2 });
    const none = tf.zeros<tf.Rank.R2>([0, 2]);
    const params = tf.tensor2d(flow.initialParams(0), [1, flow.paramCount]);
    const probes = tf.zeros<tf.Rank.R2>([1, flow.probeDim]);
    const solved = flow.solve(none, params, probes);
    expect([...shapesOf(solved), solved.iterations, solved.lastStep]).toEqual([[0, 2], [0], [0, 0], 0]);
    expect(flow.forwardWithError(none, params, probes).standardError.shape).toEqual([0]);
  });

  it('plain points', () => {
    const [flow, params] = [planar(2), planar(2).initialParams(0)];
    expect(mapPoints(flow, params, [])).toEqual({ points: [], logDet: [] });
    expect(flowErrors(flow, params, [])).toEqual({ logDet: [], logDetError: 0, inverseError: 0 });
  });
});

it('arguments of an empty batch are checked as ever', () => {
  const flow = defineFlow({ name: 'none', dim: 2, paramCount: 1, forward: (z) => ({ z, logDet: tf.sum(z, 1) }) });
  expect(() => flow.forward(tf.zeros([0, 3]), tf.zeros([1, 1]))).toThrow(
    'Expected `z` to have shape [B, 2], got [0,3]',
  );
  expect(() => flow.forward(tf.zeros([0, 2]), tf.zeros([2, 1]))).toThrow('have shape [0 | 1, 1], got [2,1]');
});
