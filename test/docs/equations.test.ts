import katex from 'katex';
import { describe, expect, it } from 'vitest';
import * as vinf from '../../src/index.js';
import { equations } from '../../tools/docs/equations.mjs';

describe('equations of the API documentation', () => {
  it.each(Object.entries(equations))('%s: is exported, and its equations can be set', (name, formulas) => {
    expect(vinf[name as keyof typeof vinf]).toBeTypeOf('function');
    for (const formula of formulas) {
      expect(katex.renderToString(formula, { output: 'mathml', strict: 'error' })).toContain('<math');
    }
  });
});
