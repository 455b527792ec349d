import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { complaints, mathematics } from './conformance/checks.js';
import { useDouble } from './conformance/double.js';
import { flowCases } from './registry.js';

beforeAll(() => useDouble(tf));

describe.each(flowCases)('$name, float64', (item) => {
  it.each(mathematics)('$name', (check) => {
    expect(complaints(item, check)).toEqual([]);
  });
});
