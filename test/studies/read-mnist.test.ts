import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { readMnistResults } from '../../src/studies/read-mnist.js';

const folder = mkdtempSync(join(tmpdir(), 'vinf-read-mnist-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const write = (name: string) => writeFileSync(join(folder, `${name}.json`), JSON.stringify({ meta: { name } }));

it('readMnistResults takes the full profile only where the study and its analysis are there', async () => {
  await expect(readMnistResults(folder)).rejects.toThrow(UserError);
  for (const name of ['mnist', 'mnist-quick', 'mnist-analysis-quick']) write(name);
  expect(await readMnistResults(folder)).toMatchObject({
    profile: 'quick',
    study: { meta: { name: 'mnist-quick' } },
    analysis: { meta: { name: 'mnist-analysis-quick' } },
  });
  write('mnist-analysis');
  expect(await readMnistResults(folder)).toMatchObject({ profile: 'full', study: { meta: { name: 'mnist' } } });
});
