import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UserError } from '../../src/errors.js';
import { checked, parseJson } from '../../src/files/checked.js';
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

/** Whether a cell has a tag that Jupyter's tools know, such as `raises-exception`. */
export const hasTag = ({ metadata: { tags } }: Cell, tag: string): boolean => Array.isArray(tags) && tags.includes(tag);

/** What Jupyter calls the kernel of these notebooks. */
export const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'tslab' };

const formatSchema = z.looseObject({ nbformat: z.number().exactOptional() });

/** What is used of a notebook file; outputs are written anew, or as they stand. */
const notebookSchema = z.looseObject({
  metadata: z
    .looseObject({ kernelspec: z.looseObject({ name: z.string().exactOptional() }).exactOptional() })
    .nullish(),
  cells: z.array(
    z.looseObject({
      cell_type: z.enum(['code', 'markdown', 'raw']),
      id: z.string().exactOptional(),
      metadata: z.looseObject({}).nullish(),
      source: z.union([z.string(), z.array(z.string())]),
    }),
  ),
});

/**
 * Reads a notebook that tslab can run.
 * @returns the notebook, and the text of the file
 * @throws UserError, one line, for a missing file, one that is not a notebook of format 4, or one of another kernel
 */
export async function readNotebook(path: string): Promise<{ notebook: Notebook; text: string }> {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw fileError(error, path, 'read');
  });
  const json = checked(formatSchema, parseJson(text.replace(/^\uFEFF/, ''), path), path);
  if (json.nbformat !== 4) {
    throw new UserError(`${path}: expected a notebook of format 4, got ${json.nbformat ?? 'no nbformat'}`);
  }
  const { cells: found, metadata: known, ...rest } = checked(notebookSchema, json, path);
  const metadata = known ?? {};
  const kernel = metadata.kernelspec?.name ?? kernelspec.name;
  if (kernel !== kernelspec.name) {
    throw new UserError(`${path}: expected a notebook of the kernel "${kernelspec.name}", got "${kernel}"`);
  }
  const cells = found.map((cell) => ({
    ...cell,
    metadata: cell.metadata ?? {},
    source: [cell.source].flat().join(''),
  }));
  return { notebook: { ...rest, metadata, cells: withIds(cells) } as Notebook, text };
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

/** Of a cell that was not run, an output is as it stood in the file: its texts may be lists, and it may be an error. */
function writeOutput(output: Output): object {
  if (output.output_type === 'stream') return { ...output, text: splitLines([output.text].flat().join('')) };
  if (output.data === undefined) return output;
  const isText = (type: string) => type.startsWith('text/') || type === 'image/svg+xml';
  const entries = Object.entries(output.data).map(([type, value]) => [
    type,
    typeof value === 'string' && isText(type) ? splitLines(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(entries) };
}

/** Cells of older formats have no id; they get one that is the same in every run. */
function withIds(cells: (Omit<Cell, 'id'> & { id?: string })[]): Cell[] {
  const taken = new Set<string>();
  return cells.map((cell, i) => {
    let id = cell.id;
    for (let n = i + 1; id === undefined || taken.has(id); n += cells.length) id = `cell-${n}`;
    taken.add(id);
    return { ...cell, id };
  });
}
