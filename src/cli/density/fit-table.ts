import { resolve } from 'node:path';
import { useBackend } from '../../engine/index.js';
import { expected, UserError } from '../../errors.js';
import { splitRows } from '../../fitting/held-out.js';
import { type FitObjective, type FitResult, fitFlow } from '../../fitting/index.js';
import { linearGaussian } from '../../fitting/linear-gaussian.js';
import { type Pair, pickPairs } from '../../fitting/prepare.js';
import type { Flow } from '../../flows/index.js';
import { type MeanEstimate, meanEstimate, pairedDifference } from '../../objectives/index.js';
import { type ColumnNames, saveFlow } from '../../training/index.js';
import { stopSignal } from '../stop.js';
import { chooseColumns } from './choose.js';
import { type FamilyName, flowFor } from './families.js';
import { inTermsOf } from './in-terms-of.js';
import { logDensities } from './scores.js';
import { nameOf, pairOf, readTable } from './tables.js';

export interface FitFlags {
  columns?: readonly string[];
  given?: readonly string[];
  flow?: FamilyName;
  layers?: number;
  steps: number;
  seed: number;
  validation: number;
  jitter?: number;
  out: string;
  json?: boolean;
}

const where = 'vinf fit';

/** Fits a flow to columns of a CSV, writes it to a file, and tells what it is worth beside a Gaussian. */
export async function fitTable(path: string, flags: FitFlags): Promise<void> {
  const file = nameOf(path);
  const table = await readTable(path, (header) => chooseColumns(header, flags, file));
  const { pair, columns } = pairOf(table, table.columns - (flags.given?.length ?? 0));
  await useBackend();
  const { family, flow, objective } = flowFor(flags, {
    dim: columns.x.length,
    contextDim: columns.context?.length ?? 0,
  });
  const parts = split(pair, flags, file);
  const terms = inTermsOf(file, columns);
  const { gaussian, fit } = await terms.told(async () => ({
    gaussian: linearGaussian(parts.train, where),
    fit: await fitted(flow, parts, { ...flags, objective }, terms.translate),
  }));
  if (fit.metrics.length > 0) await saveFlow(flags.out, { ...fit, columns, notes: { data: file } });
  if (stopSignal().aborted) {
    process.stderr.write(`${stopped(fit, flags.out)}\n`);
    return;
  }
  const judged = parts.held ?? parts.train;
  const [own, plain] = [logDensities(fit, judged), gaussian.logProb(judged)];
  const result = {
    ...{ file: resolve(flags.out), data: file, rows: table.count, columns, flow: family, updates: fit.step },
    ...{ heldOut: parts.held?.x.count ?? 0, nll: -meanEstimate(own).mean, gaussianNll: -meanEstimate(plain).mean },
    gain: pairedDifference(own, plain),
  };
  process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : text(result));
}

/** The rows that are trained on, and those that are held out, as `fitFlow` would part them. */
function split(pair: Pair, { validation, seed }: FitFlags, file: string): { train: Pair; held: Pair | undefined } {
  const { train, held } = splitRows(pair.x.count, validation, seed, where);
  const columns = pair.x.columns + (pair.context?.columns ?? 0);
  if (train.length <= columns) {
    const heldOut = held.length > 0 ? `, beside ${held.length} held out` : '';
    const wanted = `have at least ${columns + 1} rows to train on, one more than columns`;
    throw new UserError(expected(file, wanted, `${train.length}${heldOut}`));
  }
  return { train: pickPairs(pair, train), held: held.length > 0 ? pickPairs(pair, held) : undefined };
}

function fitted(
  flow: Flow,
  { train, held }: ReturnType<typeof split>,
  { steps, seed, jitter = 0, json, objective }: FitFlags & { objective: FitObjective },
  translate: (message: string) => string,
): Promise<FitResult> {
  const validation = held ? { data: held.x, ...(held.context && { context: held.context }) } : 0;
  return fitFlow(flow, train.x, {
    ...{ objective, validation, steps, seed, jitter, quiet: json === true, signal: stopSignal() },
    ...(train.context && { context: train.context }),
    onWarning: (message) => void process.stderr.write(`vinf: ${translate(message)}\n`),
  });
}

function stopped({ metrics, step }: FitResult, out: string): string {
  if (metrics.length === 0) return 'Stopped before there was anything to keep';
  return `Stopped; ${out} is the best density so far, of ${step} updates; --again fits it anew`;
}

interface Result {
  file: string;
  data: string;
  rows: number;
  columns: ColumnNames;
  updates: number;
  heldOut: number;
  nll: number;
  gaussianNll: number;
  gain: MeanEstimate;
}

function text({ file, data, rows, columns, updates, heldOut, nll, gaussianNll, gain }: Result): string {
  const given = columns.context ? ` given ${columns.context.join(', ')}` : '';
  const judged = heldOut > 0 ? `of held-out rows: ${heldOut}` : 'of the rows that were trained on';
  const spread = gain.count > 1 ? ` ± ${gain.stdErr.toFixed(3)}` : '';
  return [
    `${data}: ${columns.x.join(', ')}${given}; rows: ${rows}`,
    `Mean of -ln q, nats per row, ${judged}`,
    `  flow      ${nll.toFixed(3)}`,
    `  Gaussian  ${gaussianNll.toFixed(3)}; the flow gains ${gain.mean.toFixed(3)}${spread}`,
    `Density of ${updates} updates: ${file}`,
    '',
  ].join('\n');
}
