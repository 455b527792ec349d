import { execFileSync, spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { projectFolder } from './folder.mjs';
import { jupyterFolder } from './kernelspec.mjs';
import { setUp } from './set-up.mjs';

const python = process.platform === 'win32' ? 'python' : 'python3';
const labs = [['jupyter-lab'], [python, '-m', 'jupyterlab']];
const notebooks = [['jupyter-notebook'], [python, '-m', 'notebook']];
const missing =
  'JupyterLab is not installed; get it with `python3 -m pip install jupyterlab` (on Debian and Ubuntu ' +
  '`pipx install jupyterlab`), then run `npm run lab` again.';

/**
 * Opens JupyterLab, else Jupyter Notebook, on the notebooks with their kernel ready, on this machine only and with the
 * token that Jupyter makes.
 * @param {readonly string[]} options more options for Jupyter, such as `--no-browser`
 * @returns {Promise<number>} the exit code: Jupyter's, 2 when there is none
 */
export async function openLab(options) {
  const jupyter = findLab() ?? notebooks.find(works);
  if (!jupyter) {
    console.error(missing);
    return 2;
  }
  if (!(await setUp())) return 1;
  const [program = '', ...args] = [...jupyter, ...labArguments(projectFolder, process.getuid?.() === 0), ...options];
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...labEnvironment(projectFolder) } });
  process.on('SIGINT', () => {}); // Jupyter gets it too, and asks before it ends.
  process.on('SIGTERM', () => child.kill());
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

/** The command of the JupyterLab that is installed here, or undefined. */
export const findLab = () => labs.find(works);

/** @param {readonly string[]} program */
function works([program = '', ...args]) {
  try {
    execFileSync(program, [...args, '--version'], { stdio: 'ignore', timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} folder the project's folder
 * @param {boolean} root Jupyter refuses to run as root unless told to
 */
export function labArguments(folder, root) {
  return ['--ip=127.0.0.1', ...(root ? ['--allow-root'] : []), join(folder, 'notebooks')];
}

/**
 * The project's kernelspec comes before others of the same name, and the project's commands before installed ones.
 * @param {string} folder the project's folder
 * @param {Record<string, string | undefined>} environment
 */
export function labEnvironment(folder, { JUPYTER_PATH, PATH } = process.env) {
  const list = (/** @type {(string | undefined)[]} */ ...folders) => folders.filter(Boolean).join(delimiter);
  return {
    JUPYTER_PATH: list(jupyterFolder(folder), JUPYTER_PATH),
    PATH: list(join(folder, 'node_modules', '.bin'), PATH),
  };
}
