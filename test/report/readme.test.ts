import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readmeResults, withTables } from '../../tools/report/readme.js';
import { project } from '../support/folders.js';

it('the tables of the README are what the results give (npx tsx tools/report/readme.ts)', () => {
  const readme = readFileSync(join(project, 'README.md'), 'utf8');
  expect(readme.match(/<!-- table: /g)).toHaveLength(3);
  expect(withTables(readme, readmeResults())).toBe(readme);
});
