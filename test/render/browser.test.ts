import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../src/errors.js';
import { findBrowser } from '../../src/render/browser.js';
import { openRenderer } from '../../src/render/index.js';
import { folderWith } from '../support/folders.js';

let folder: string;
beforeEach(() => {
  folder = folderWith();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

function program(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, '#!/bin/sh\necho "this is no browser" >&2\nexit 3\n');
  chmodSync(path, 0o755);
  return path;
}

describe('findBrowser', () => {
  it('takes VINF_BROWSER first, then CHROME_PATH, then the PATH', () => {
    const [own, chrome, installed] = [program('own'), program('chrome-path'), program('chromium')];
    expect(findBrowser({ VINF_BROWSER: own, CHROME_PATH: chrome, PATH: folder })).toBe(own);
    expect(findBrowser({ CHROME_PATH: chrome, PATH: folder })).toBe(chrome);
    expect(findBrowser({ PATH: folder })).toBe(installed);
  });

  it('is undefined for VINF_BROWSER=none', () => {
    program('chromium');
    expect(findBrowser({ VINF_BROWSER: 'none', PATH: folder })).toBeUndefined();
  });

  it('names the variable that leads nowhere', () => {
    const missing = join(folder, 'missing');
    expect(() => findBrowser({ VINF_BROWSER: missing })).toThrow(UserError);
    expect(() => findBrowser({ VINF_BROWSER: missing })).toThrow(
      `VINF_BROWSER to name a Chrome or Chromium program, got ${missing}`,
    );
  });
});

describe('openRenderer', () => {
  it('without a browser says how to get one', async () => {
    vi.stubEnv('VINF_BROWSER', 'none');
    await expect(openRenderer()).rejects.toThrow(/npx playwright-core install --with-deps chromium/);
    await expect(openRenderer()).rejects.toBeInstanceOf(UserError);
  });

  it('names a program that is no browser in one line', async () => {
    const path = program('own');
    vi.stubEnv('VINF_BROWSER', path);
    const error = await openRenderer().catch((reason) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain(path);
    expect(error.message).not.toContain('\n');
  });
});
