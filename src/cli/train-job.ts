import { type DlgmRun, type DlgmRunOptions, evaluateDlgm } from '../runs/index.js';
import { progress } from '../training/progress.js';
import { stopSignal } from './stop.js';

/**
 * Runs a training job under a progress bar, stops it with a checkpoint on Ctrl-C or SIGTERM, and prints its test bound.
 */
export async function train(
  { steps, json }: { steps: number; json?: boolean | undefined },
  job: (options: DlgmRunOptions) => Promise<DlgmRun>,
): Promise<void> {
  const bar = progress({ total: steps, quiet: json === true });
  const signal = stopSignal();
  const note = { bound: '', valid: '' };
  const run = await job({
    signal,
    onMessage: bar.say,
    onWarning: (message) => void process.stderr.write(`vinf: ${message}\n`),
    onRow: ({ bound, validLoss }) => {
      note.bound = `bound ${bound!.toFixed(2)} nats`;
      if (validLoss !== undefined) note.valid = `, validation ${validLoss.toFixed(2)}`;
    },
    onStep: (step) => bar.update(step, note.bound + note.valid),
  });
  bar.end();
  await report(run, signal.aborted, json);
}

async function report({ path, rows, digits }: DlgmRun, stopped: boolean, json?: boolean): Promise<void> {
  const steps = rows.at(-1)?.step ?? 0;
  if (stopped) {
    process.stderr.write(`Stopped; go on with \`vinf resume ${path}\`\n`);
    return;
  }
  const { bound, images } = await evaluateDlgm(path, { samples: 1, digits });
  const result = { run: path, steps, testBound: bound, images, data: digits.description };
  process.stdout.write(
    json
      ? `${JSON.stringify(result)}\n`
      : `Test bound ${bound.toFixed(2)} nats (${images} images; ${digits.description})\nRun: ${path}\n`,
  );
}
