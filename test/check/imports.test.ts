import { spawn } from 'node:child_process';
import { appendFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWith, project } from '../support/folders.js';
import { finished } from '../support/processes.js';

/** Three mistakes, to which comes a fourth in a file that is there, and an import that is as it should be. */
const planted = {
  'src/random/upwards.ts': "import type { Figure } from '../plots/index.js';\nexport type Upwards = Figure;\n",
  'src/flows/here.ts': "import { there } from './there.js';\nexport const here = () => there;\n",
  'src/flows/there.ts': "import { here } from './here.js';\nexport const there = () => here;\n",
  'src/elsewhere/new.ts': "export { UserError } from '../errors.js';\n",
  'src/plots/downwards.ts': "export { noise } from '../random/index.js';\n",
};

it('imports: one from a folder further up is found, a circle, a folder without a place, a module of Node.js for pages, and nothing else', async () => {
  const folder = folderWith(planted);
  for (const part of ['src', 'tools/check', 'tsconfig.json']) {
    cpSync(join(project, part), join(folder, part), { recursive: true });
  }
  appendFileSync(join(folder, 'src/random/noise.ts'), "export { tmpdir } from 'node:os';\n");
  const depcruise = join(project, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [depcruise, '--config', 'tools/check/imports.mjs', 'src'];
  const { code, stdout } = await finished(spawn(process.execPath, args, { cwd: folder }));
  const text = stdout.replace(/\s+/g, ' ');
  expect(text).toContain('error random-looks-up: src/random/upwards.ts → src/plots/index.ts');
  expect(text).toContain('error no-circle: src/flows/here.ts → src/flows/there.ts → src/flows/here.ts');
  expect(text).toContain('error unknown-floor: src/elsewhere/new.ts → src/errors.ts');
  expect(text).toMatch(/error pages-have-no-node: src\/browser\.ts → (node:)?os/);
  expect(text).toContain('x 4 dependency violations (4 errors, 0 warnings)');
  expect(code).toBe(4);
});
