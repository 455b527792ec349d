import { isAbsolute, resolve } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { dataFolder } from '../../src/files/home.js';

afterEach(() => void vi.unstubAllEnvs());

it('dataFolder: VINF_HOME decides, as an absolute path', () => {
  vi.stubEnv('VINF_HOME', 'some/where');
  expect(dataFolder()).toBe(resolve('some/where'));
});

it.each([undefined, ''])('dataFolder: with VINF_HOME %j it is a cache folder of vinf', (value) => {
  vi.stubEnv('VINF_HOME', value);
  expect(dataFolder()).toMatch(/cache.*vinf|vinf.*cache/i);
  expect(isAbsolute(dataFolder())).toBe(true);
});
