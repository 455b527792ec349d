import { resolve } from 'node:path';
import type { Command } from 'commander';
import { writeFileAtomic } from '../files/index.js';
import { contactSheet, drawContactSheet } from '../notebook/contact-sheet.js';
import { dlgmConfigOf, imageSizeOf, runPath, sampleDlgm } from '../runs/index.js';
import { wholeNumber } from './options.js';
import { outlined } from './outlines.js';
import { tidily } from './stop.js';

/** `vinf sample`: a sheet of generated images, of the size of those that the run was trained on. */
export function sampleCommand(): Command {
  return outlined('sample')
    .option('--count <count>', 'how many images', wholeNumber(1, 10_000), 64)
    .option('--seed <number>', 'of the latents', wholeNumber(0, 2 ** 32 - 1), 0)
    .option('--out <file>', 'PNG file to write', 'samples.png')
    .option('--json', 'print pixel probabilities as JSON instead of writing a picture')
    .action(
      async (
        name: string,
        { count, seed, out, json }: { count: number; seed: number; out: string; json?: boolean },
      ) => {
        const path = await runPath(name);
        const probabilities = await sampleDlgm(path, { count, seed });
        const [height, width] = imageSizeOf(await dlgmConfigOf(path));
        if (json) {
          process.stdout.write(`${JSON.stringify({ count, height, width, probabilities: [...probabilities] })}\n`);
          return;
        }
        const sheet = drawContactSheet(contactSheet(probabilities, { height, width }));
        await tidily(() => writeFileAtomic(out, sheet));
        process.stdout.write(`${count} images: ${resolve(out)}\n`);
      },
    );
}
