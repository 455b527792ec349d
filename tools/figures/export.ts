import { join } from 'node:path';
import type { Renderer } from '../../src/render/index.js';
import { readContent } from '../../src/studies/results.js';
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
 * @throws UserError for a result file that is there and cannot be used
 */
export async function exportFigure(entry: FigureEntry, options: ExportOptions): Promise<string | undefined> {
  const content = (name: string) => readContent(elsewhere[name] ?? join(options.results, `${name}.json`));
  const result = content(entry.result);
  if (result === undefined) return missingResult(entry.result);
  const path = join(entry.folder ?? options.figures, entry.id);
  await writeFigure(path, figureJson(entry, result, content), options.renderer);
  return undefined;
}
