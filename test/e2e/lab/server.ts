import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kernelCommand } from '../../../tools/notebook/kernel-command.js';

/** A JupyterLab that serves the notebooks of one folder on localhost. */
export interface Lab {
  /** address of a notebook of that folder */
  url(notebook: string): string;
  stop(): Promise<void>;
}

/** Starts the JupyterLab of `installLab` with the project's kernel, and waits until it answers. */
export async function startLab([program, ...args]: readonly string[], notebooks: string): Promise<Lab> {
  const own = mkdtempSync(join(tmpdir(), 'vinf-lab-'));
  const kernel = join(own, 'data', 'kernels', 'tslab');
  mkdirSync(kernel, { recursive: true });
  const spec = { argv: kernelCommand(), display_name: 'TypeScript', language: 'typescript' };
  writeFileSync(join(kernel, 'kernel.json'), JSON.stringify(spec));
  const port = await freePort();
  const settings = { ip: '127.0.0.1', port, port_retries: 0, open_browser: false, token: 't', root_dir: notebooks };
  const flags = Object.entries(settings).map(([name, value]) => `--ServerApp.${name}=${python(value)}`);
  const server = spawn(program!, [...args, '--allow-root', ...flags], {
    stdio: 'ignore',
    env: {
      ...process.env,
      LAB_STATE: join(own, 'state'),
      JUPYTER_PATH: join(own, 'data'), // before kernels of the same name
      JUPYTER_DATA_DIR: join(own, 'data'),
      JUPYTER_RUNTIME_DIR: join(own, 'run'),
      JUPYTER_CONFIG_DIR: join(own, 'config'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  const ended = new Promise((done) => server.once('exit', done));
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
    rmSync(own, { recursive: true, force: true });
  };
  const base = `http://127.0.0.1:${port}`;
  if (!(await answers(`${base}/api`))) {
    await stop();
    throw new Error('The JupyterLab server does not answer');
  }
  return { url: (notebook) => `${base}/lab/tree/${encodeURIComponent(notebook)}?token=t&reset`, stop };
}

const python = (value: unknown) => (typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value));

async function answers(url: string): Promise<boolean> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return true;
    await new Promise((done) => setTimeout(done, 200));
  }
  return false;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
