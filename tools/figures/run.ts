/** `tsx tools/figures/run.ts [ID…]`: draws the report's figures from its results. An entry point. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError, unknownName } from '../../src/errors.js';
import type { Renderer } from '../../src/render/index.js';
import { exportFigure } from './export.js';
import { type FigureEntry, figures } from './registry.js';
import { withRenderer } from './write-figure.js';

const usage = `Usage: npm run figures -- [ID…] [--results FOLDER] [--figures FOLDER]

Draws the report's figures, all or those named, from the files in report/results:
writes figures/ID.json (Plotly), figures/ID.svg and figures/ID.png.

Exit code: 0 all that could be drawn are, 2 a figure that was named cannot be drawn or a file or option cannot be used.`;

async function main(args: string[]): Promise<number> {
  const { values, positionals } = options(args);
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const wanted = positionals.length ? positionals.map(entryOf) : figures;
  return withRenderer(async (renderer) => {
    const { missing, broken } = await draw(wanted, { ...values, renderer });
    if (!renderer) console.log('No browser: the figures are Plotly JSON only; get one with: npm run setup');
    return broken > 0 || (missing > 0 && positionals.length > 0) ? 2 : 0;
  });
}

async function draw(
  wanted: readonly FigureEntry[],
  { results, figures, renderer }: { results: string; figures: string; renderer: Renderer | undefined },
): Promise<{ missing: number; broken: number }> {
  const count = { missing: 0, broken: 0 };
  const paths = { results: resolve(results), figures: resolve(figures) };
  for (const entry of wanted) {
    const trouble = await exportFigure(entry, { ...paths, renderer }).catch((error) => {
      if (!(error instanceof UserError)) throw error;
      count.broken++; // Other figures are of other files.
      return error.message;
    });
    console.log(
      trouble ? `${entry.id}: not drawn, ${trouble}` : `${entry.id}: ${renderer ? 'JSON, SVG, PNG' : 'JSON'}`,
    );
    if (trouble) count.missing++;
  }
  return count;
}

function options(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        results: { type: 'string', default: 'report/results' },
        figures: { type: 'string', default: 'figures' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UserError(`${(error as Error).message} (see npm run figures -- --help)`);
  }
}

function entryOf(id: string): FigureEntry {
  const entry = figures.find((figure) => figure.id === id);
  if (!entry) {
    const ids = figures.map((figure) => figure.id);
    throw new UserError(unknownName('figure', id, ids));
  }
  return entry;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = error instanceof UserError ? 2 : 1;
  },
);
