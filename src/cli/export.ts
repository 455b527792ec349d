import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type DlgmPart, dlgmParts, exportDlgm, runPath, saveModel } from '../runs/index.js';
import { oneOf, wholeNumber } from './options.js';
import { outlined } from './outlines.js';
import { tidily } from './stop.js';

const parts: Readonly<Record<DlgmPart | 'weights', string>> = {
  ...dlgmParts,
  weights: 'all weights and the config as safetensors, for loadModel',
};

/** `vinf export`: parts of a trained model for other programs, or all of it in one file. */
export function exportCommand(): Command {
  const names = Object.keys(parts) as (DlgmPart | 'weights')[];
  return outlined('export')
    .option('--part <name>', names.map((name) => `${name} (${parts[name]})`).join('; '), oneOf(names), 'decoder')
    .option('--batch <count>', 'rows that an ONNX file takes at a time (default: any number)', wholeNumber(1, 100_000))
    .option('--out <file>', 'file to write (default: <part>.onnx, or weights.safetensors)')
    .option('--json', 'print the result as JSON')
    .action(async (name: string, { part, batch, out = defaultFile(part), json }) => {
      const path = await runPath(name);
      const { text, report } = await tidily<{ text: string; report: object }>(() =>
        part === 'weights' ? exportWeights(path, out) : exportPart(path, out, { part, batch }),
      );
      process.stdout.write(
        json ? `${JSON.stringify({ file: resolve(out), ...report })}\n` : `${resolve(out)}: ${text}\n`,
      );
    });
}

const defaultFile = (part: string): string => (part === 'weights' ? 'weights.safetensors' : `${part}.onnx`);

async function exportWeights(path: string, out: string) {
  const report = await saveModel(path, out);
  return { report, text: `${(report.bytes / 1e6).toFixed(1)} MB, weights after ${report.step} updates` };
}

async function exportPart(path: string, out: string, options: { part: DlgmPart; batch?: number | undefined }) {
  const report = await exportDlgm(path, out, options);
  const size = `${(report.bytes / 1e6).toFixed(1)} MB, ${report.operators} operators`;
  const rows = report.batch === 'free' ? 'any number of rows' : `${report.batch} rows at a time`;
  return {
    report,
    text: `${size}, ${rows}; differs from the library by at most ${report.error.toExponential(1)} (relative)`,
  };
}
