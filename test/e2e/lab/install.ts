import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder } from '../../../src/files/home.js';

const source = fileURLToPath(new URL('../../../../shared/jupyterlab', import.meta.url));
const python = '/usr/bin/python3'; // Debian's own, whose packages serve JupyterLab
const packages = ['python3-jupyterlab-server', 'jupyter-client'];

/**
 * A JupyterLab to test with, made once and kept in the data folder.
 * @returns its folder, or why there is none
 */
export function installLab(): { folder: string } | { missing: string } {
  if (!existsSync(source)) return { missing: 'there is no neighbouring jupyterlab folder' };
  try {
    if (!serverReady()) installServer();
    if (!serverReady()) return { missing: `its server is missing: apt-get install ${packages.join(' ')}` };
    return { folder: build() };
  } catch (error) {
    return { missing: (error as Error).message.split('\n')[0]! };
  }
}

function serverReady(): boolean {
  try {
    execFileSync(python, ['-c', 'import jupyterlab_server, jupyter_client'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function installServer(): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const install = ['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '--no-install-recommends', ...packages];
  execFileSync('apt-get', install, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

/** The folder's name holds a checksum of what it is built from; it is built under another name, so that it is whole. */
function build(): string {
  const folder = join(dataFolder(), `lab-${checksum()}`);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    const own = (path: string) => !['node_modules', 'build', 'state'].includes(basename(path));
    cpSync(source, draft, { recursive: true, filter: own });
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: draft, stdio: 'ignore' });
    execFileSync(process.execPath, ['build.mjs'], { cwd: draft, stdio: 'ignore' });
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

function checksum(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(source).sort()) {
    if (/\.(mjs|json|py)$/.test(name)) hash.update(readFileSync(join(source, name)));
  }
  return hash.digest('hex').slice(0, 12);
}
