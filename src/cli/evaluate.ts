import type { Command } from 'commander';
import { evaluateDlgm, runPath } from '../runs/index.js';
import { progress } from '../training/progress.js';
import { dataPlace, movedDataHelp, runOptions, wholeNumber } from './options.js';
import { outlined } from './outlines.js';

/** `vinf evaluate`: bound and importance-sampled negative log-likelihood of a run. */
export function evaluateCommand(): Command {
  const command = outlined('evaluate')
    .option('--samples <count>', 'S, importance samples per image', wholeNumber(1, 100_000), 200)
    .option('--images <count>', 'so many test images, evenly spread', wholeNumber(1), 1000)
    .option('--data <place>', movedDataHelp, dataPlace);
  return runOptions(command).action(async (name: string, { json, ...options }) => {
    const path = await runPath(name);
    const bar = progress({ total: options.images, quiet: json === true });
    const onImages = (done: number) => bar.update(done, 'images');
    const e = await evaluateDlgm(path, { ...options, onImages });
    bar.end();
    if (json) process.stdout.write(`${JSON.stringify({ run: path, ...e })}\n`);
    else process.stdout.write(text(e));
  });
}

function text(e: Awaited<ReturnType<typeof evaluateDlgm>>): string {
  return [
    `Bound  ${e.bound.toFixed(2)} ± ${e.boundStdErr.toFixed(2)} nats (an upper bound of −ln p(x))`,
    `NLL    ${e.nll.toFixed(2)} ± ${e.nllStdErr.toFixed(2)} nats (S = ${e.samples} importance samples, effective ${e.ess.toFixed(1)})`,
    `Gap    ${e.kl.toFixed(2)} nats (an estimate of KL(q(z|x) || p(z|x)))`,
    `${e.images} test images after ${e.step} updates; ± is one standard error over images; ${e.data}`,
    '',
  ].join('\n');
}
