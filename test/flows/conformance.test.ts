import { describe, expect, it } from 'vitest';
import { onBackend } from '../support/tensors.js';
import { arithmetic, complaints } from './conformance/checks.js';
import { flowCases } from './registry.js';

onBackend('wasm');

describe.each(flowCases)('$name, float32', (item) => {
  it.each(arithmetic)('$name', (check) => {
    expect(complaints(item, check)).toEqual([]);
  });
});
