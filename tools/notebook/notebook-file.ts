import { readFile } from 'node:fs/promises';
import { UserError } from '../../src/errors.js';
import { fileError } from '../../src/files/error.js';
import { notebookJson, splitLines } from './notebook-json.js';
import type { Output } from './outputs.js';

/** A notebook in memory; texts are whole strings, as in the file they may be lists of lines. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown> & { kernelspec?: { name?: string } };
  nbformat: 4;
  nbformat_minor: number;
}

export interface Cell {
  cell_type: 'code' | 'markdown' | 'raw';
  id: string;
  metadata: Record<string, unknown>;
  source: string;
  /** of code cells only */
  outputs?: Output[];
  execution_count?: number | null;
}

/** What Jupyter calls the kernel of these notebooks. */
export const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'tslab' };

/**
 * Reads a notebook that tslab can run.
 * @returns the notebook, and the text of the file
 * @throws UserError, one line, for a missing file, one that is not a notebook of format 4, or one of another kernel
 */
export async function readNotebook(path: string): Promise<{ notebook: Notebook; text: string }> {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw fileError(error, path, 'read');
  });
  const json = parse(text, path);
  if (json.nbformat !== 4) {
    throw new UserError(`${path}: expected a notebook of format 4, got ${json.nbformat ?? 'no nbformat'}`);
  }
  if (!Array.isArray(json.cells) || !json.cells.every(isCell)) {
    throw new UserError(`${path}: expected a list of notebook cells, got something else`);
  }
  const metadata = json.metadata ?? {};
  const kernel = metadata.kernelspec?.name ?? kernelspec.name;
  if (kernel !== kernelspec.name) {
    throw new UserError(`${path}: expected a notebook of the kernel "${kernelspec.name}", got "${kernel}"`);
  }
  const cells = json.cells.map((cell) => ({
    ...cell,
    metadata: cell.metadata ?? {},
    source: [cell.source].flat().join(''),
  }));
  return { notebook: { ...json, metadata, cells: withIds(cells) } as Notebook, text };
}

/** The text of a notebook file: format 4.5, nothing in it that changes from run to run by itself. */
export function writeNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map(({ source, metadata, outputs, ...cell }) => {
    const { execution: _times, trusted: _here, ...lasting } = metadata;
    const shared = { ...cell, metadata: lasting, source: splitLines(source) };
    return cell.cell_type === 'code' ? { ...shared, outputs: (outputs ?? []).map(writeOutput) } : shared;
  });
  return notebookJson({ ...notebook, cells, nbformat_minor: Math.max(5, notebook.nbformat_minor) });
}

function writeOutput(output: Output): object {
  if (output.output_type === 'stream') return { ...output, text: splitLines(output.text) };
  const isText = (type: string) => type.startsWith('text/') || type === 'image/svg+xml';
  const entries = Object.entries(output.data).map(([type, value]) => [
    type,
    typeof value === 'string' && isText(type) ? splitLines(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(entries) };
}

/** Cells of older formats have no id; they get one that is the same in every run. */
function withIds(cells: Cell[]): Cell[] {
  const taken = new Set<string>();
  return cells.map((cell, i) => {
    let id = cell.id;
    for (let n = i + 1; id === undefined || taken.has(id); n += cells.length) id = `cell-${n}`;
    taken.add(id);
    return { ...cell, id };
  });
}

function parse(text: string, path: string): Partial<Notebook> {
  try {
    const json = JSON.parse(text);
    if (typeof json === 'object' && json !== null) return json;
  } catch {}
  throw new UserError(
    `${path}: expected a notebook, got ${text.trim() === '' ? 'an empty file' : 'something that is not one'}`,
  );
}

function isCell(cell: Partial<Cell> | null): boolean {
  return (
    ['code', 'markdown', 'raw'].includes(cell?.cell_type ?? '') && ['string', 'object'].includes(typeof cell?.source)
  );
}
