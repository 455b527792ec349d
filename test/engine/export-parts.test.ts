import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exportOnnx } from '../../src/engine/export.js';
import { dlgm } from '../../src/models/dlgm.js';
import { initialState } from '../../src/problem/layout.js';
import { noise } from '../../src/random/index.js';
import { type DlgmPart, dlgmPart } from '../../src/runs/parts.js';
import { drawRows, type FlowCase } from '../flows/conformance/case.js';
import { flowCases } from '../flows/registry.js';
import { sharedFolder } from '../support/folders.js';
import { onBackend } from '../support/tensors.js';
import { dimOf } from './flow-dimension.js';

onBackend('wasm');

const folder = sharedFolder();

/** Those that draw need a flow of all normal numbers: of the others they are NaN, here as in the library. */
const partsOf = ({ domain = 'real' }: FlowCase): DlgmPart[] =>
  domain === 'real' ? ['encoder', 'decoder', 'flow', 'posterior', 'logweight'] : ['encoder', 'decoder', 'flow'];

/** Every registered flow in files is what export-flows.test.ts has; the parts of a model take what a flow of a kind takes. */
const kinds = [
  ...[
    'planar, 3 layers',
    'logit',
    'spline-coupling',
    'monotone × masked',
    'residual, 2 layers, deeper',
    'continuous, 2 hidden layers, context',
  ],
  ...['affine × recurrent, 2 layers in alternating order, context', 'convolution stack with S-Log'],
];
const items = kinds.map((kind) => flowCases.find(({ name }) => name === kind)!);

it.each(
  items.map((item) => [item.name, item] as const),
)('%s: each part of a model with the flow in a file for any number of rows', async (_, item) => {
  const flow = item.make(dimOf(item));
  const model = dlgm({ flow, dataDim: 5, hidden: [8], window: 2 });
  const { weights } = initialState(model.weights, 0, 1);
  const shift = noise(1, 'shift').normal(weights.length);
  const values = weights.map((x, i) => x + 0.1 * shift[i]!);
  const { z, params, context } = drawRows(flow, item);
  for (const part of partsOf(item)) {
    const sample = part === 'flow' ? { sample: { z0: z, flowParams: params, context } } : {};
    const options = { weights: model.weights, values, ...sample };
    const report = await exportOnnx(join(folder, 'part.onnx'), dlgmPart(model, part), options);
    expect(report.batch).toBe('free');
    expect(report.error, part).toBeLessThan(1e-5); // The largest at 1, 7 and 1,000 rows.
  }
});
