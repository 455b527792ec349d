import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, sep } from 'node:path';
import { isMendable } from './mendable.mjs';

/**
 * The project's own Jupyter data folder, so that nothing is written into the user's home; JUPYTER_PATH leads Jupyter to it.
 * @param {string} root the project's folder
 */
export const jupyterFolder = (root) => join(root, '.jupyter');

const file = (/** @type {string} */ root) => join(jupyterFolder(root), 'kernels', 'tslab', 'kernel.json');

/**
 * Whether the kernelspec of the notebooks is there and starts this Node.js and this project: neither has moved since.
 * @param {string} root the project's folder
 */
export function kernelspecReady(root) {
  const [node, ...args] = currentCommand(root);
  return (
    node === process.execPath && args.filter((path) => isAbsolute(path)).every((path) => path.startsWith(root + sep))
  );
}

/**
 * @param {string} root the project's folder
 * @returns {string[]} empty when there is no kernelspec that can be read
 */
function currentCommand(root) {
  try {
    const { argv } = JSON.parse(readFileSync(file(root), 'utf8'));
    return Array.isArray(argv) ? argv.map(String) : [];
  } catch {
    return [];
  }
}

/**
 * Writes the kernelspec. Only JupyterLab needs it, so a checkout that cannot be written is no error.
 * @param {string} root the project's folder
 * @param {() => Promise<readonly string[]>} command that starts the kernel
 * @returns {Promise<string | undefined>} one sentence where it cannot be written
 */
export async function provideKernelspec(root, command = kernelCommand) {
  try {
    writeKernelspec(root, await command());
    return undefined;
  } catch (error) {
    if (!isMendable(error)) throw error;
    return `JupyterLab will not find the notebooks' kernel: ${error.message}.`;
  }
}

/**
 * Writes the kernelspec `tslab`.
 * @param {string} root the project's folder
 * @param {readonly string[]} command the kernel's command, with `{connection_file}` for Jupyter to fill in
 */
export function writeKernelspec(root, command) {
  const path = file(root);
  mkdirSync(join(path, '..'), { recursive: true });
  const spec = { argv: command, display_name: 'TypeScript', language: 'typescript' };
  writeFileSync(`${path}.tmp`, `${JSON.stringify(spec, null, 2)}\n`);
  renameSync(`${path}.tmp`, path);
}

/**
 * The command that starts the notebooks' kernel: the notebook runner's own.
 * @returns {Promise<string[]>}
 */
export async function kernelCommand() {
  const { tsImport } = await import('tsx/esm/api');
  const url = new URL('../notebook/kernel-command.ts', import.meta.url).href;
  return (await tsImport(url, import.meta.url)).kernelCommand();
}
