import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { provideBrowser } from '../../tools/setup/browser.mjs';
import { folderWith } from '../support/folders.js';

const lines: string[] = [];

beforeEach(() => {
  vi.unstubAllEnvs();
  lines.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(line));
});

/** A source that runs this code; its `browser` is a script that runs this program. */
const source = (code: string, possible = true) => ({
  possible,
  steps: [{ sentence: 'Getting one', command: [process.execPath, '-e', code] }],
});
const install = (program: string) =>
  source(`require('node:fs').writeFileSync('browser', '#!/bin/sh\\n${program}\\n', { mode: 0o755 })`);
const failing = source("console.error('Error: no network'); process.exit(1)");

function machine() {
  const folder = folderWith();
  const browser = join(folder, 'browser');
  return { folder, find: () => (existsSync(browser) ? browser : undefined) };
}

test('provideBrowser: an installed browser is enough', async () => {
  const { folder } = machine();
  expect(await provideBrowser(folder, () => '/usr/bin/chromium', [failing])).toBeUndefined();
  expect(lines).toEqual([]);
});

test('provideBrowser: one source after the other until there is a browser', async () => {
  const { folder, find } = machine();
  const sources = [source('process.exit(1)', false), failing, install('echo Chromium 150'), failing];
  expect(await provideBrowser(folder, find, sources)).toBeUndefined();
  expect(lines.filter((line) => !line.startsWith('  done'))).toEqual([
    'Getting one ...',
    '  not possible here: Error: no network',
    'Getting one ...',
  ]);
});

test('provideBrowser: none can be had: one sentence with the command that mends it', async () => {
  const { folder, find } = machine();
  expect(await provideBrowser(folder, find, [failing])).toBe(
    'No browser for pictures and PDF: figures stay Plotly JSON and the report stays HTML until you run ' +
      '`npx playwright-core install --with-deps chromium` (or install Chromium or Chrome).',
  );
});

test('provideBrowser: one that was installed but does not start', async () => {
  const { folder, find } = machine();
  const broken = install('exit 127');
  expect(await provideBrowser(folder, find, [broken])).toContain(
    'until you run `npx playwright-core install-deps chromium`',
  );
});

test('provideBrowser: VINF_BROWSER=none looks for none and installs none', async () => {
  vi.stubEnv('VINF_BROWSER', 'none');
  const { folder, find } = machine();
  expect(await provideBrowser(folder, find, [install('exit 0')])).toMatch(
    /^No browser is used, as VINF_BROWSER=none says: /,
  );
  expect(find()).toBeUndefined();
});
