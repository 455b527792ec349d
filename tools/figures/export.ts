import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../../src/files/json.js';
import type { Renderer } from '../../src/render/index.js';
import { figureJson } from './figure-json.js';
import { elsewhere, type FigureEntry, missingResult } from './registry.js';
import { writeFigure } from './write-figure.js';

export interface ExportOptions {
  /** Folder of the result files. */
  results: string;
  /** Folder of the figures. */
  figures: string;
  /** Draws the pictures; without one only the figures' JSON is written. */
  renderer?: Renderer | undefined;
}

/**
 * Draws a figure from its result: writes `<id>.json` and, with a renderer, `<id>.svg` and `<id>.png`.
 * @returns undefined, or why the figure could not be made
 * @throws UserError for a result file that is not JSON
 */
export async function exportFigure(entry: FigureEntry, options: ExportOptions): Promise<string | undefined> {
  const result = await readResult(elsewhere[entry.result] ?? join(options.results, `${entry.result}.json`));
  if (!result) return missingResult(entry.result);
  await writeFigure(join(entry.folder ?? options.figures, entry.id), figureJson(entry, result), options.renderer);
  return undefined;
}

async function readResult(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseJson(text, path);
}
