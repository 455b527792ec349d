import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../src/engine/backend.js';
import { arithmetic, complaints } from './conformance/checks.js';
import { flowCases } from './registry.js';

beforeAll(async () => void (await useBackend('wasm')));

describe.each(flowCases)('$name, float32', (item) => {
  it.each(arithmetic)('$name', (check) => {
    expect(complaints(item, check)).toEqual([]);
  });
});
