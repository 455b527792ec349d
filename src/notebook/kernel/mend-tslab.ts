import { createRequire } from 'node:module';
import { mendLanguage, type TslabExecutor, type TslabTypeScript } from './language.js';
import { mendProtocol, type TslabJupyter } from './protocol.js';

/** Mends the tslab that a process is about to start, in memory; its files stay as they are. */
export function mendTslab(program: string): void {
  const require = createRequire(program);
  mendProtocol(require('../dist/jupyter.js') as TslabJupyter);
  mendLanguage(
    require('../dist/executor.js') as TslabExecutor,
    require('@tslab/typescript-for-tslab') as TslabTypeScript,
  );
}
