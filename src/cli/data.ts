import { Command } from 'commander';
import { binarisations, dataNames } from '../data/digits.js';
import { type DownloadProgress, type Images, loadDigits } from '../data/index.js';
import { dataFolder } from '../files/index.js';
import { type Progress, progress } from '../training/progress.js';
import { dataHelp, oneOf } from './options.js';

/** `vinf data`: fetches, checks and describes the digits. */
export function dataCommand(): Command {
  return new Command('data')
    .description(`Fetch and check the digits; downloads are kept in the data folder (VINF_HOME), now ${dataFolder()}`)
    .option('--data <name>', dataHelp, oneOf(dataNames), 'auto')
    .option('--binarisation <kind>', 'fixed, dynamic or grey', oneOf(binarisations), 'fixed')
    .option('--folder <path>', 'folder that holds the data files')
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
      const { name, synthetic, description, train, valid, test } = digits;
      const count = (images: Images) => images.count;
      const result = { name, synthetic, description, train: count(train), valid: count(valid), test: count(test) };
      const parts = `train ${result.train}, validation ${result.valid}, test ${result.test} images of ${train.height}×${train.width}`;
      process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${description}\n${parts}\n`);
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
