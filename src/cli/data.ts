import type { Command } from 'commander';
import { binarisations } from '../data/digit-set.js';
import { type DownloadProgress, loadDigits } from '../data/index.js';
import { type Progress, progress } from '../training/progress.js';
import { dataHelp, dataPlace, folderHelp, oneOf } from './options.js';
import { outlined } from './outlines.js';

/** `vinf data`: fetches, checks and describes the digits, or images of one's own. */
export function dataCommand(): Command {
  return outlined('data')
    .option('--data <place>', dataHelp, dataPlace, 'auto')
    .option('--binarisation <kind>', 'fixed, dynamic or grey', oneOf(binarisations), 'fixed')
    .option('--folder <path>', folderHelp)
    .option('--json', 'print the description as JSON, no progress')
    .action(async ({ data, binarisation, folder, json }) => {
      const bar = downloadBar(json === true);
      const digits = await loadDigits({
        data,
        binarisation,
        ...(folder !== undefined && { folder }),
        onProgress: bar.tell,
      });
      bar.end();
      const { name, synthetic, description, source, train, valid, test } = digits;
      const counts = { train: train.count, valid: valid.count, test: test.count };
      const result = { name, synthetic, description, ...counts, height: train.height, width: train.width, ...source };
      const size = `${train.height}×${train.width}`;
      const parts = `train ${train.count}, validation ${valid.count}, test ${test.count} images of ${size}`;
      const lines = [description, ...(source ? [source.found] : [parts])];
      process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${lines.join('\n')}\n`);
    });
}

/** One bar per file. */
function downloadBar(quiet: boolean) {
  let file = '';
  let bar: Progress | undefined;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  return {
    tell(now: DownloadProgress) {
      if (now.file !== file) {
        bar?.end();
        bar = progress({ total: now.total ?? Number.POSITIVE_INFINITY, quiet });
      }
      file = now.file;
      bar?.update(now.received, `${now.file} ${megabytes(now.received)}`);
    },
    end: () => bar?.end(),
  };
}
