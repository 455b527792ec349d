import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a notebook of code cells without ids, format 4.4, with `changes` made to it. */
export function writeCells(folder: string, name: string, sources: readonly string[], changes: object = {}): string {
  const cells = sources.map((source) => ({
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source,
  }));
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 4, ...changes }));
  return path;
}

export const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
