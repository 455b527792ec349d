import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readmeResults, withResults } from '../../tools/report/readme.js';
import { folderWith, project } from '../support/folders.js';
import { finished, startNode } from '../support/processes.js';

it('the tables of the README are what the results give (npx tsx tools/report/readme.ts)', () => {
  const readme = readFileSync(join(project, 'README.md'), 'utf8');
  expect(readme.match(/<!-- table: /g)).toHaveLength(5);
  expect(withResults(readme, readmeResults())).toBe(readme);
});

it('values are filled in, and a claim that the results do not carry is named with its sentence', () => {
  const results = readmeResults();
  expect(
    withResults('On <!-- value: bench-targets:rows[target=U1,K=16].batch | .1f -->7<!-- end --> rows.', results),
  ).toBe('On <!-- value: bench-targets:rows[target=U1,K=16].batch | .1f -->128.0<!-- end --> rows.');
  const claim = (sign: string) =>
    `So. It is small.<!-- claim: bench-targets:rows[target=U1,K=16].batch ${sign} 200 --> Next.`;
  expect(withResults(claim('<'), results)).toBe(claim('<'));
  expect(() => withResults(claim('>'), results)).toThrow('README.md: The results do not carry "It is small." ');
});

it('a README that cannot be read is one line', async () => {
  const script = join(project, 'tools/report/readme.ts');
  const folder = folderWith();
  const { code, stderr } = await finished(startNode(['--import', import.meta.resolve('tsx'), script], {}, folder));
  expect([code, stderr]).toEqual([2, 'Cannot read README.md: there is no such file or folder\n']);
});
