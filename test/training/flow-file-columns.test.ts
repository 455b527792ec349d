import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSafetensors } from '../../src/files/index.js';
import { type Flow, realNvp } from '../../src/flows/index.js';
import { flowContents } from '../../src/training/flow-file/contents.js';
import {
  type ColumnNames,
  type FlowParts,
  loadFlow,
  type Standardisations,
  saveFlow,
} from '../../src/training/index.js';
import { expectComplaint } from '../support/damage.js';
import { sharedFolder } from '../support/folders.js';
import { onBackend } from '../support/tensors.js';

onBackend('cpu');

const path = join(sharedFolder(), 'columns.safetensors');
const plain = realNvp(2, { hidden: [3] });
const conditional = realNvp(2, { hidden: [3], contextDim: 1 });
const x = { mean: [1, 2], std: [3, 4] };
const context = { mean: [300], std: [25] };

/** What is wrong with the standardisation of a flow or the names of its columns, and what is said of it. */
type Mistake = readonly [what: string, flow: Flow, given: unknown, complaint: string];

const scales: readonly Mistake[] = [
  ['too few means', plain, { x: { ...x, mean: [1] } }, 'mean of standardisation.x to have 2 numbers, got 1'],
  ['too many stds', plain, { x: { ...x, std: [1, 2, 3] } }, 'std of standardisation.x to have 2 numbers, got 3'],
  ['a std of 0', plain, { x: { ...x, std: [1, 0] } }, 'std of standardisation.x to be above 0 and finite, got 0 at 1'],
  ['a std below 0', plain, { x: { ...x, std: [-1, 1] } }, 'to be above 0 and finite, got -1 at 0'],
  ['a std that is 0 in float32', plain, { x: { ...x, std: [1, 1e-50] } }, 'to be above 0 and finite, got 1e-50 at 1'],
  ['an infinite std in float32', plain, { x: { ...x, std: [1, 1e39] } }, 'to be above 0 and finite, got 1e+39 at 1'],
  ['text for a mean', plain, { x: { ...x, mean: ['1', 2] } }, 'mean of standardisation.x to be finite, got 1 at 0'],
  ['no std', plain, { x: { mean: [1, 2] } }, 'std of standardisation.x to have 2 numbers, got nothing'],
  ['no part for x', conditional, { context }, 'mean of standardisation.x to have 2 numbers, got nothing'],
  ['one that is not by parts', plain, x, 'mean of standardisation.x to have 2 numbers, got nothing'],
  ['no part for the context', conditional, { x }, 'mean of standardisation.context to have 1 numbers, got nothing'],
  [
    'a context of other columns',
    conditional,
    { x, context: x },
    'mean of standardisation.context to have 1 numbers, got 2',
  ],
  [
    'a std of 0 for the context',
    conditional,
    { x, context: { mean: [1], std: [0] } },
    'std of standardisation.context to be above 0 and finite, got 0 at 0',
  ],
  [
    'a part for a context that there is not',
    plain,
    { x, context },
    'standardisation.context to be left out, as the flow takes none, got one',
  ],
];

const names: readonly Mistake[] = [
  ['too few names', plain, { x: ['a'] }, 'columns.x to be 2 names, got 1'],
  ['no names for x', conditional, { context: ['c'] }, 'columns.x to be 2 names, got nothing'],
  ['a text in place of names', plain, { x: 'ab' }, 'columns.x to be 2 names, got ab'],
  ['numbers', plain, { x: ['a', 1] }, 'columns.x to be text, got 1 at 1'],
  ['one name twice', plain, { x: ['a', 'a'] }, 'columns to have names that differ, got "a" twice'],
  ['one in both parts', conditional, { x: ['a', 'b'], context: ['b'] }, 'to have names that differ, got "b" twice'],
  ['no names for the context', conditional, { x: ['a', 'b'] }, 'columns.context to be 1 names, got nothing'],
  [
    'names for a context that there is not',
    plain,
    { x: ['a', 'b'], context: ['c'] },
    'columns.context to be 0 names, got 1',
  ],
];

const partsOf = (flow: Flow): FlowParts => ({ flow, params: flow.initialParams(1) });

/** In a file whose checksum is right. */
async function complaintAbout(flow: Flow, metadata: Record<string, string>): Promise<Error> {
  const contents = flowContents(partsOf(flow));
  await writeSafetensors(path, { ...contents, metadata: { ...contents.metadata, ...metadata } });
  const error = await loadFlow(path)
    .then(() => undefined)
    .catch((caught: unknown) => caught);
  expectComplaint(error, path);
  return error as Error;
}

describe('a standardisation is refused, when it is saved and in a file:', () => {
  it.each(scales)('%s', async (_, flow, given, complaint) => {
    const parts = { ...partsOf(flow), standardisation: given as Standardisations };
    await expect(saveFlow(path, parts)).rejects.toThrow(complaint);
    const { message } = await complaintAbout(flow, { standardisation: JSON.stringify(given) });
    expect(message).toContain(complaint);
  });

  it.each([
    [
      'NaN, which JSON writes as null',
      '{"x":{"mean":[1,2],"std":[3,null]}}',
      'to be above 0 and finite, got null at 1',
    ],
    ['a number that is too large', '{"x":{"mean":[1,1e999],"std":[3,4]}}', 'x to be finite, got Infinity at 1'],
    ['nothing', 'null', 'Expected mean of standardisation.x to have 2 numbers, got nothing'],
    ['a number', '7', 'Expected mean of standardisation.x to have 2 numbers, got nothing'],
    ['no JSON', '{"x":{"mean":[1,2],"std":[3,NaN]}}', 'standardisation is damaged: expected JSON, got something else'],
  ])('%s', async (_, standardisation, complaint) => {
    expect((await complaintAbout(plain, { standardisation })).message).toContain(complaint);
  });

  it('NaN', async () => {
    const standardisation = { x: { ...x, mean: [Number.NaN, 0] } };
    const complaint = 'Expected mean of standardisation.x to be finite, got NaN at 0 (real-nvp)';
    await expect(saveFlow(path, { ...partsOf(plain), standardisation })).rejects.toThrow(complaint);
  });
});

describe('names of columns are refused, when they are saved and in a file:', () => {
  it.each(names)('%s', async (_, flow, given, complaint) => {
    await expect(saveFlow(path, { ...partsOf(flow), columns: given as ColumnNames })).rejects.toThrow(complaint);
    const { message } = await complaintAbout(flow, { columns: JSON.stringify(given) });
    expect(message).toContain(complaint);
  });

  it('no JSON', async () => {
    const { message } = await complaintAbout(plain, { columns: '["a"' });
    expect(message).toContain('columns is damaged: expected JSON');
  });
});
