import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UserError } from '../../src/errors.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const preload = fileURLToPath(new URL('../../dist/notebook/kernel-preload.js', import.meta.url));

/**
 * The command that starts the project's tslab kernel, for a kernelspec's `argv` as well as for the runner.
 * @param connectionFile path of the connection file; Jupyter fills in `{connection_file}`
 * @throws UserError when tslab is not installed or the library is not built
 */
export function kernelCommand(connectionFile = '{connection_file}'): string[] {
  if (!existsSync(preload)) throw new UserError('The library is not built; run `npm run setup`');
  return [
    process.execPath,
    '--import',
    pathToFileURL(preload).href,
    tslab(),
    'kernel',
    '--config-path',
    connectionFile,
  ];
}

function tslab(): string {
  try {
    return createRequire(`${root}/package.json`).resolve('tslab/bin/tslab');
  } catch {
    throw new UserError('The notebook kernel tslab is not installed; run `npm ci`');
  }
}
