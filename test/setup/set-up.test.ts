import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../support/folders.js';
import { runNode } from '../support/processes.js';

test('the set-up without a folder for temporary files: one line that names TMPDIR', async () => {
  const TMPDIR = join(folderWith({ file: '' }), 'file', 'below');
  const { code, stdout, stderr } = await runNode(['tools/setup/main.mjs'], { TMPDIR, VINF_SET_UP: '' });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toBe(`Expected a folder for temporary files that can be written, got ${TMPDIR}; set TMPDIR to one.\n`);
});
