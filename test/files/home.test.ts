import { isAbsolute, resolve } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { fileError } from '../../src/files/error.js';
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

it.skipIf(process.platform === 'win32')('dataFolder: without a home folder it is what containers take for one', () => {
  vi.stubEnv('VINF_HOME', '');
  vi.stubEnv('HOME', '');
  vi.stubEnv('XDG_CACHE_HOME', '');
  expect(dataFolder()).toMatch(/^\/(\.cache|Library\/Caches)\/vinf$/);
});

it('fileError: in the data folder it names the variable that leads elsewhere', () => {
  vi.stubEnv('VINF_HOME', '/data');
  const message = (code: string, path: string) => String(fileError({ code }, path, 'write'));
  expect(message('EACCES', '/data/runs/a')).toMatch(
    /: permission denied; set VINF_HOME to a folder that you can write$/,
  );
  expect(message('EROFS', '/data')).toMatch(/: the disk is read-only; set VINF_HOME to a folder/);
  expect(message('ENOSPC', '/data/runs/a')).toMatch(/: no space left on the disk; free some space and try again$/);
  expect(message('EACCES', '/database/a')).toMatch(/; change the permissions or choose another folder$/);
});
