import { existsSync, readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../src/files/atomic.js';
import { parseJson } from '../../src/files/json.js';
import type { Renderer } from '../../src/render/index.js';
import { figureJson } from './figure-json.js';
import { elsewhere, type FigureEntry, missingResult } from './registry.js';

export interface ExportOptions {
  /** Folder of the result files. */
  results: string;
  /** Folder of the figures. */
  figures: string;
  /** Draws the pictures; without one only the figures' JSON is written. */
  renderer?: Renderer | undefined;
}

/**
 * Writes `<id>.json` and, with a renderer, `<id>.svg` and `<id>.png`. Without one, pictures of an older figure are
 * removed, so that a picture that is there always shows what its JSON says.
 * @returns undefined, or why the figure could not be made
 * @throws UserError for a result file that is not JSON
 */
export async function exportFigure(entry: FigureEntry, options: ExportOptions): Promise<string | undefined> {
  const content = (name: string) => readContent(elsewhere[name] ?? join(options.results, `${name}.json`));
  const result = content(entry.result);
  if (result === undefined) return missingResult(entry.result);
  await writeFigure(entry, figureJson(entry, result, content), options);
  return undefined;
}

function readContent(path: string): unknown {
  return existsSync(path) ? parseJson(readFileSync(path, 'utf8'), path) : undefined;
}

async function writeFigure(entry: FigureEntry, json: string, { figures, renderer }: ExportOptions): Promise<void> {
  const path = (ending: string) => join(entry.folder ?? figures, `${entry.id}.${ending}`);
  if (renderer) {
    const figure = JSON.parse(json);
    const pictures = [await renderer.svg(figure), await renderer.png(figure)] as const;
    await writeFileAtomic(path('svg'), pictures[0]);
    await writeFileAtomic(path('png'), pictures[1]);
  } else if ((await readFile(path('json'), 'utf8').catch(() => undefined)) !== json) {
    await Promise.all(['svg', 'png'].map((ending) => rm(path(ending), { force: true })));
  }
  await writeFileAtomic(path('json'), json);
}
