import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { mathematics } from './conformance/checks.js';
import { useDouble } from './conformance/double.js';
import { complaintsAbout, plantedErrors } from './conformance/planted.js';

beforeAll(() => useDouble(tf));

const checkOf = (name: string) => mathematics.find((check) => check.name === name);

describe('planted errors are caught in float64', () => {
  it.each(plantedErrors.filter(({ caughtBy }) => checkOf(caughtBy)))('$file: $error', (planted) => {
    const { without, withError } = complaintsAbout(planted, checkOf(planted.caughtBy)!);
    expect(without).toEqual([]);
    expect(withError).not.toEqual([]);
  });
});
