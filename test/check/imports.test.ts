import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWith, project } from '../support/folders.js';
import { finished } from '../support/processes.js';
import { copyProject } from '../support/project-copy.js';

/** What `npm run check` says of the imports of a copy of the project with these files in it. */
async function complaint(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = folderWith();
  copyProject(folder, files);
  const depcruise = join(project, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const args = [depcruise, '--config', 'tools/check/imports.mjs', 'src'];
  const { code, stdout, stderr } = await finished(spawn(process.execPath, args, { cwd: folder }));
  expect(stderr).toBe('');
  return code === 0 ? 'nothing' : stdout.replace(/\s+/g, ' ');
}

it('imports: an import from a folder further up is found, and a circle, and a folder without a place', async () => {
  const text = await complaint({
    'src/random/upwards.ts': "import type { Figure } from '../plots/index.js';\nexport type Upwards = Figure;\n",
    'src/flows/here.ts': "import { there } from './there.js';\nexport const here = () => there;\n",
    'src/flows/there.ts': "import { here } from './here.js';\nexport const there = () => here;\n",
    'src/elsewhere/new.ts': "export { UserError } from '../errors.js';\n",
  });
  expect(text).toContain('error random-looks-up: src/random/upwards.ts → src/plots/index.ts');
  expect(text).toContain('error no-circle: src/flows/here.ts → src/flows/there.ts → src/flows/here.ts');
  expect(text).toContain('error unknown-floor: src/elsewhere/new.ts → src/errors.ts');
  expect(text).toContain('x 3 dependency violations');
});

it('imports: nothing is found in the project as it is', async () => expect(await complaint({})).toBe('nothing'));
