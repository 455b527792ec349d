import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { folderWith, project } from '../support/folders.js';
import { runNode } from '../support/processes.js';

const reporter = pathToFileURL(join(project, 'tools/setup/totals-reporter.ts')).href;
const config = `import { totalsReporter } from '${reporter}';
export default { test: { include: ['*.test.ts'], reporters: ['default', totalsReporter()] } };
`;
const mixed = `import { expect, test } from 'vitest';
test('a', () => {});
test.each([1, 2])('b %i', () => {});
test('c', () => expect(1).toBe(2));
test.skip('d', () => {});
`;

/** The last line of a run over these test files. */
async function run(files: Record<string, string>) {
  const folder = folderWith({ 'vitest.config.ts': config, ...files });
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
  const vitest = join(project, 'node_modules', 'vitest', 'vitest.mjs');
  const { code, stdout } = await runNode([vitest, 'run', '--root', folder], { NO_COLOR: '1' });
  return { code, last: stdout.trimEnd().split('\n').at(-1) };
}

test('the last line counts passed and failed tests, not skipped ones', async () => {
  expect(await run({ 'mixed.test.ts': mixed })).toEqual({ code: 1, last: '3 passed, 1 failed' });
});

test('a file that fails outside its tests, and an error nobody caught, are failures', async () => {
  const good = `import { test } from 'vitest'; test('a', () => {});`;
  const uncaught = `import { test } from 'vitest'; test('a', () => void Promise.reject(new Error('lost')));`;
  const files = { 'good.test.ts': good, 'broken.test.ts': "throw new Error('broken');", 'uncaught.test.ts': uncaught };
  expect(await run(files)).toEqual({ code: 1, last: '2 passed, 2 failed' });
});
