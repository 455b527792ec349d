import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readmeResults, withTables } from '../../tools/report/readme.js';
import { folderWith, project } from '../support/folders.js';
import { finished, startNode } from '../support/processes.js';

it('the tables of the README are what the results give (npx tsx tools/report/readme.ts)', () => {
  const readme = readFileSync(join(project, 'README.md'), 'utf8');
  expect(readme.match(/<!-- table: /g)).toHaveLength(5);
  expect(withTables(readme, readmeResults())).toBe(readme);
});

it('a README that cannot be read is one line', async () => {
  const script = join(project, 'tools/report/readme.ts');
  const folder = folderWith();
  const { code, stderr } = await finished(startNode(['--import', import.meta.resolve('tsx'), script], {}, folder));
  expect([code, stderr]).toEqual([2, 'Cannot read README.md: there is no such file or folder\n']);
});
