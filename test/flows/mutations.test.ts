import { describe, expect, it } from 'vitest';
import { onBackend } from '../support/tensors.js';
import { arithmetic, mathematics } from './conformance/checks.js';
import { complaintsAbout, plantedErrors } from './conformance/planted.js';

onBackend('wasm');

const checkOf = (name: string) => arithmetic.find((check) => check.name === name);

describe('planted errors are caught in float32', () => {
  it.each(plantedErrors.filter(({ caughtBy }) => checkOf(caughtBy)))('$file: $error', (planted) => {
    const { without, withError } = complaintsAbout(planted, checkOf(planted.caughtBy)!);
    expect(without).toEqual([]);
    expect(withError).not.toEqual([]);
  });
});

it('every planted error names a check of the suite', () => {
  const names = [...mathematics, ...arithmetic].map(({ name }) => name);
  expect(plantedErrors.filter(({ caughtBy }) => !names.includes(caughtBy))).toEqual([]);
});
