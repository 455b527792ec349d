import { expect, it } from 'vitest';
import { fallbackWarning, newFallbackWarning } from '../../src/engine/fallback.js';

it('why the eager engine is used is one line, and said again only where it is asked for again', () => {
  const error = new Error('no library\nRequire stack:\n- a.js');
  expect(newFallbackWarning(error)).toBe('The eager engine is used: no library');
  expect(newFallbackWarning(error)).toBeUndefined();
  expect(newFallbackWarning(new Error('no memory'))).toBe('The eager engine is used: no memory');
  expect(fallbackWarning(error)).toBe('The eager engine is used: no library');
});
