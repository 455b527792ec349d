import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { readMnistResults } from '../../src/studies/read-mnist.js';
import { sharedFolder } from '../support/folders.js';

const folder = sharedFolder();

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
