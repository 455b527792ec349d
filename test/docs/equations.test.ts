import katex from 'katex';
import { describe, expect, it } from 'vitest';
import * as vinf from '../../src/index.js';
import { equations } from '../../tools/docs/equations.mjs';

const functions = new Map<string, unknown>(Object.entries(vinf));

describe('equations of the API documentation', () => {
  it.each(Object.entries(equations))('%s: is exported, and its equations can be set', (name, formulas) => {
    expect(functions.get(name)).toBeTypeOf('function');
    for (const formula of formulas) {
      expect(katex.renderToString(formula, { output: 'mathml', strict: 'error' })).toContain('<math');
    }
  });
});
