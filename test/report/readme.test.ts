import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readmeResults, withTables } from '../../tools/report/readme.js';

it('the tables of the README are what the results give (npx tsx tools/report/readme.ts)', () => {
  const readme = readFileSync(join(fileURLToPath(new URL('../..', import.meta.url)), 'README.md'), 'utf8');
  expect(readme.match(/<!-- table: /g)).toHaveLength(3);
  expect(withTables(readme, readmeResults())).toBe(readme);
});
