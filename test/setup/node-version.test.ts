import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unsupportedNode } from '../../tools/setup/node-version.mjs';
import { project } from '../support/folders.js';
import { runNode } from '../support/processes.js';

test.each([
  '20.19.0',
  '20.20.2',
  '22.12.0',
  '23.0.0',
  '24.21.0',
  '26.12.1',
  '100.0.0',
])('unsupportedNode accepts %s', (version) => {
  expect(unsupportedNode(version)).toBeUndefined();
});

test.each([
  '0.12.18',
  '16.20.2',
  '18.20.8',
  '20.18.9',
  '21.7.3',
  '22.11.0',
])('unsupportedNode refuses %s', (version) => {
  expect(unsupportedNode(version)).toMatch(`got ${version}; install the newest`);
});

test('unsupportedNode has the range of package.json', () => {
  expect(JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')).engines.node).toBe('^20.19 || >=22.12');
});

test.each([
  'tools/start.mjs',
  'tools/lab.mjs',
  'tools/setup/main.mjs',
])('%s on Node.js 18: one sentence, exit code 2', async (script) => {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } })`;
  const { code, stdout, stderr } = await runNode([
    '--import',
    `data:text/javascript,${encodeURIComponent(pretend)}`,
    script,
  ]);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^Expected Node\.js 20\.19, 22\.12 or newer, got 18\.20\.8; [^\n]*\n$/);
});
