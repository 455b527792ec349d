/** `tsx tools/report/run.ts`: report/report.md → report.html and report.pdf. An entry point. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../../src/errors.js';
import { writeFileAtomic } from '../../src/files/atomic.js';
import { findBrowser, openRenderer } from '../../src/render/index.js';
import { elsewhere, figures as registry } from '../figures/registry.js';
import { readBibliography } from './bibliography.js';
import { buildReport } from './build.js';
import { openResults } from './results.js';
import { staleness } from './studies.js';
import type { MakeFrame } from './table.js';

const usage = `Usage: npm run report -- [--folder FOLDER] [--figures FOLDER]

Makes report.html, one file that loads nothing, and report.pdf from report.md, refs.bib and results/*.json in the folder
(default report) and from the figures (default figures). Something that cannot be resolved is said with file and line,
and what was there before stays as it is.

Exit code: 0 written, 2 something cannot be resolved or read.`;

async function main(args: string[]): Promise<void> {
  const { folder, figures, help } = options(args);
  if (help) {
    console.log(usage);
    return;
  }
  const { page, print } = await buildReport(join(folder, 'report.md'), {
    project: process.cwd(),
    figures,
    registry,
    results: openResults(join(folder, 'results'), { elsewhere, complaint: staleness }),
    bibliography: readBibliography(join(folder, 'refs.bib')),
    makeFrame,
    interactive: true,
  });
  const path = (ending: string) => join(folder, `report.${ending}`);
  await writeFileAtomic(path('html'), page);
  console.log(`${path('html')}: ${(page.length / 2 ** 20).toFixed(1)} MB`);
  if (findBrowser()) console.log(`${path('pdf')}: ${await printPdf(print, path('pdf'))} MB`);
  else console.log(`No browser: ${path('pdf')} is not written; get one with: npm run setup`);
}

async function printPdf(html: string, pdf: string): Promise<string> {
  const renderer = await openRenderer();
  try {
    const bytes = await renderer.pdf({ html });
    await writeFileAtomic(pdf, bytes);
    return (bytes.length / 2 ** 20).toFixed(1);
  } finally {
    await renderer.close();
  }
}

/** danfojs brings a whole tensor library with it, so it is loaded for the first table. */
const makeFrame: MakeFrame = (rows) => {
  const { DataFrame } = createRequire(import.meta.url)('danfojs-node') as typeof import('danfojs-node');
  return new DataFrame(rows) as unknown as ReturnType<MakeFrame>;
};

function options(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        folder: { type: 'string', default: 'report' },
        figures: { type: 'string', default: 'figures' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UserError(`${(error as Error).message} (see npm run report -- --help)`);
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = error instanceof UserError ? 2 : 1;
});
