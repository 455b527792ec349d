import { createRequire } from 'node:module';
import { mendLanguage, type TslabExecutor, type TslabTypeScript } from './language.js';
import { mendProtocol, type TslabJupyter } from './protocol.js';

/**
 * Mends the tslab that this process is about to start, in memory; its files stay as they are. Does nothing in a process
 * that starts something else, such as a worker of a cell, which inherits the options of its Node.
 * @param program path of what this process starts
 */
export function mendTslab(program = process.argv[1] ?? ''): void {
  if (!/[\\/]tslab[\\/]bin[\\/]tslab$/.test(program)) return;
  const require = createRequire(program);
  mendProtocol(require('../dist/jupyter.js') as TslabJupyter);
  mendLanguage(
    require('../dist/executor.js') as TslabExecutor,
    require('@tslab/typescript-for-tslab') as TslabTypeScript,
  );
}
