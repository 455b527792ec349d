import { expect, it } from 'vitest';
import { safetensorsBytes } from '../../src/files/safetensors-bytes.js';
import { describedFlows, flowFrom } from '../../src/flows/flow-from.js';
import { planar } from '../../src/flows/index.js';
import { plainText } from '../../src/problem/plain.js';
import { flowContents } from '../../src/training/flow-file/contents.js';
import { parseFlow } from '../../src/training/index.js';
import { optionPairs } from '../flows/option-pairs.js';
import { expectComplaint } from '../support/damage.js';
import { onBackend } from '../support/tensors.js';

onBackend('cpu');

const bytesOf = (flow: (typeof optionPairs)[number]['one']) =>
  safetensorsBytes(flowContents({ flow, params: flow.initialParams(0) }), '0');

it.each(
  optionPairs.map((pair) => [`${pair.option} of ${pair.family}`, pair] as const),
)('a flow with another %s refuses the file, and names the option', async (_, { option, one, other }) => {
  for (const [saved, wanted] of [
    [one, other],
    [other, one],
  ] as const) {
    const bytes = await bytesOf(saved);
    expect(plainText((await parseFlow(bytes)).flow.description)).toBe(plainText(saved.description));
    const error = await parseFlow(bytes, { flow: wanted }).catch((caught: unknown) => caught);
    expectComplaint(error, 'the file');
    const place = /^the file: Expected a flow whose ([\w.]+) is /.exec((error as Error).message)?.[1];
    expect(place?.split('.')).toContain(option);
  }
});

/** The options that a flow made of its description takes, by what it says to one that there is not. */
function optionsOf(name: string): string[] {
  const part = planar(4).description;
  const needed = { 'image-convolution': { height: 2, width: 2 }, chain: { flows: [part] }, invert: { of: part } };
  const description = { flow: name, dim: 4, ...needed[name as keyof typeof needed], nosuch: 1 };
  const complaint = /Unknown .* option "nosuch"; (?:there is none|did you mean .*\(known: (.*)\))$/;
  let message = '';
  try {
    flowFrom(description);
  } catch (error) {
    message = (error as Error).message;
  }
  const found = complaint.exec(message);
  expect(found, `${name}: ${message}`).not.toBeNull();
  return found![1]?.split(', ') ?? [];
}

it.each(describedFlows)('every option of %s is among them', (name) => {
  const paired = optionPairs.filter(({ one }) => one.description.flow === name).map(({ option }) => option);
  const left = optionsOf(name).filter((option) => !paired.includes(option));
  expect(left).toEqual(name === 'coupling' ? ['conditioner'] : []); // A network of somebody's own cannot be saved.
});
