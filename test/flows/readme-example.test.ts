import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { onBackend } from '../support/tensors.js';
import type { FlowCase } from './conformance/case.js';
import { arithmetic, complaints } from './conformance/checks.js';
import { loadModules } from './conformance/load.js';

const text = readFileSync(new URL('stretch.example.txt', import.meta.url), 'utf8');
const readme = new URL('../../README.md', import.meta.url);

onBackend('wasm');

describe("the README's example of a new flow", () => {
  it('has about 20 lines', () => expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(20));

  it.each(arithmetic)('passes: $name', (check) => {
    const { stretch } = loadModules({ 'stretch.ts': text })('stretch.ts');
    const item: FlowCase = { name: 'stretch', make: stretch, structure: ['diagonal'] };
    expect(complaints(item, check)).toEqual([]);
  });

  it.runIf(existsSync(readme))('is the text in the README', () => {
    expect(readFileSync(readme, 'utf8')).toContain(text.trimEnd());
  });
});
