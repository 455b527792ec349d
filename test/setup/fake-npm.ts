import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { folderWith } from '../support/folders.js';

/**
 * Until the test ends, npm is a script of our own, run in the project's folder.
 * @param code what it does, once it has taken down its arguments
 * @returns the commands that it has got so far
 */
export function fakeNpm(code: string): () => string[] {
  const folder = folderWith();
  const log = join(folder, 'log');
  const head = `const fs = require('node:fs'); fs.appendFileSync(${JSON.stringify(log)}, process.argv[2] + '\\n');`;
  const files = folderWith({ 'npm-cli.cjs': `${head}\n${code}\n` });
  vi.stubEnv('npm_execpath', join(files, 'npm-cli.cjs'));
  onTestFinished(() => void vi.unstubAllEnvs());
  return () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
}
