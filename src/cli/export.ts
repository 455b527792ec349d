import { resolve } from 'node:path';
import { Command } from 'commander';
import { type DlgmPart, dlgmParts, exportDlgm, runPath } from '../experiments/index.js';
import { oneOf, wholeNumber } from './options.js';

/** `vinf export`: parts of a trained model for other programs. */
export function exportCommand(): Command {
  const names = Object.keys(dlgmParts) as DlgmPart[];
  return new Command('export')
    .description('Write a part of a trained model as a standard ONNX file, checked by running it')
    .argument('<run>', 'name or folder of the run')
    .option('--part <name>', names.map((name) => `${name} (${dlgmParts[name]})`).join('; '), oneOf(names), 'decoder')
    .option('--batch <count>', 'rows that the file takes at a time', wholeNumber(1, 100_000), 1)
    .option('--out <file>', 'file to write (default: <part>.onnx)')
    .option('--json', 'print the result as JSON')
    .action(async (name: string, { part, batch, out = `${part}.onnx`, json }) => {
      const report = await exportDlgm(await runPath(name), out, { part, batch });
      const { bytes, operators, error } = report;
      const size = `${(bytes / 1e6).toFixed(1)} MB, ${operators} operators`;
      const text = `${resolve(out)}: ${size}; differs from the library by at most ${error.toExponential(1)} (relative)`;
      process.stdout.write(json ? `${JSON.stringify({ file: resolve(out), ...report })}\n` : `${text}\n`);
    });
}
