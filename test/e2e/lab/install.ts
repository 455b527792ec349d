import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dataFolder } from '../../../src/files/home.js';
import { findLab } from '../../../tools/setup/jupyter.mjs';

const run = promisify(execFile);
const source = fileURLToPath(new URL('../../../../shared/jupyterlab', import.meta.url));
const python = '/usr/bin/python3'; // Debian's own, whose packages serve JupyterLab
const packages = ['python3-jupyterlab-server', 'jupyter-client'];

/** An installed JupyterLab shows the tests its application, and asks nobody for news. */
const options = [
  'expose_app_in_browser=True',
  'check_for_updates_class=jupyterlab.NeverCheckForUpdate',
  'news_url=None',
];

/**
 * A JupyterLab to test with: an installed one, else one that is made from the neighbouring folder and kept in the data folder.
 * @returns the command that starts it, or why there is none
 */
export async function installLab(): Promise<{ command: string[] } | { missing: string }> {
  const installed = findLab();
  if (installed) return { command: [...installed, ...options.map((option) => `--LabApp.${option}`)] };
  if (!existsSync(source)) return { missing: 'no JupyterLab is installed, and there is no neighbouring folder of one' };
  try {
    if (!(await serverReady())) await installServer();
    if (!(await serverReady())) return { missing: `its server is missing: apt-get install ${packages.join(' ')}` };
    return { command: [python, join(await build(), 'lab.py')] };
  } catch (error) {
    return { missing: (error as Error).message.split('\n')[0]! };
  }
}

function serverReady(): Promise<boolean> {
  return run(python, ['-c', 'import jupyterlab_server, jupyter_client']).then(
    () => true,
    () => false,
  );
}

async function installServer(): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const install = ['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '--no-install-recommends', ...packages];
  await run('apt-get', ['update'], quiet);
  await run('apt-get', install, quiet);
}

/** The folder's name holds a checksum of what it is built from; it is built under another name, so that it is whole. */
async function build(): Promise<string> {
  const folder = join(dataFolder(), `lab-${await checksum()}`);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  try {
    const own = (path: string) => !['node_modules', 'build', 'state'].includes(basename(path));
    await cp(source, draft, { recursive: true, filter: own });
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: draft });
    await run(process.execPath, ['build.mjs'], { cwd: draft });
    if (!existsSync(folder)) await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}

async function checksum(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(source)).sort()) {
    if (/\.(mjs|json|py)$/.test(name)) hash.update(await readFile(join(source, name)));
  }
  return hash.digest('hex').slice(0, 12);
}
