import { checkCount, expected, UserError } from '../errors.js';
import type { Arrays, Problem } from '../problem/problem.js';
import type { Metrics, TrainingState, TrainingStep } from '../problem/step.js';
import { interruptible } from './interrupt.js';
import { means } from './means.js';
import { allFinite, checkTerms, checkWeights } from './not-finite.js';
import type { MetricRow, RunFolder } from './run.js';

export interface FitOptions {
  /** Updates in all, those before a resume counted in. */
  steps: number;
  /** The inputs of an update, a pure function of its number, so that a resumed run sees what an uninterrupted one sees. */
  feed(step: number): Arrays | Promise<Arrays>;
  /** Updates per row of metrics. Default 100. */
  logEvery?: number;
  /** Updates per checkpoint. Default 1000. */
  checkpointEvery?: number;
  /** Held-out terms, written into the row of metrics; `validLoss` chooses the best weights. */
  validate?: Validation;
  /** Where metrics and checkpoints go, and where an earlier part of the run is taken up. Default: nowhere. */
  run?: RunFolder;
  /** Called with each row of metrics. */
  onRow?(row: MetricRow): void;
  /** Called after each update. */
  onStep?(step: number, metrics: Metrics): void;
  /** Called with what the user should know, such as a damaged checkpoint. */
  onWarning?(message: string): void;
  /** Ends the run early: a checkpoint is written and the rows so far are returned. */
  signal?: AbortSignal;
}

export interface Validation {
  /** Updates between validations; rounded up to the next row of metrics. */
  every: number;
  run(step: TrainingStep): Promise<{ validLoss: number } & Record<string, number>>;
  /** Stop after this many validations without a better `validLoss`. Default: never. */
  patience?: number;
}

/**
 * Trains: update after update, rows of metrics, checkpoints.
 * The rows are a function of (problem, feed, state, engine): killed at any moment and run again on the same folder,
 * `metrics.jsonl` comes out as from an uninterrupted run.
 * @returns all rows of the run, those before a resume included
 * @throws NotFiniteError when a term or a weight is not finite: the step, its name and the last good checkpoint; in a notebook
 *   UserError when the kernel is interrupted, after a checkpoint
 * @example
 * ```ts
 * import { adam, createStep, fit, forwardKlProblem, noise, radial, sampleSet } from 'vinf';
 *
 * const problem = forwardKlProblem({ flow: radial(2, { layers: 4 }), batchSize: 100 });
 * const step = await createStep(problem, { optimiser: adam({ learningRate: 0.02 }) });
 * const feed = (t: number) => ({ x: sampleSet('rings', 100, noise(0, 'data', t)).dataSync() as Float32Array });
 * const rows = await fit(problem, step, { steps: 100, logEvery: 50, feed });
 * console.log(rows.map(({ step }) => step)); // [ 50, 100 ]
 * step.dispose();
 * ```
 */
export async function fit(problem: Problem, step: TrainingStep, options: FitOptions): Promise<MetricRow[]> {
  const unsaved = 'its weights are in the state of the step, and the same call goes on from there';
  return interruptible((interrupted) => trainingLoop(problem, step, options, { interrupted, unsaved }));
}

/** What a training loop is told by the function around it. */
export interface LoopControl {
  interrupted: AbortSignal;
  /** What has become of the weights when training without a run folder is interrupted. */
  unsaved: string;
  /** Called when a validation has found the least `validLoss` so far. */
  onBest?(): void;
}

/** `fit`, for functions that own the step. */
export async function trainingLoop(
  problem: Problem,
  step: TrainingStep,
  options: FitOptions,
  { interrupted, unsaved, onBest }: LoopControl,
): Promise<MetricRow[]> {
  const { steps, feed, logEvery = 100, checkpointEvery = 1000, run, onRow, onStep, signal } = options;
  const { every = 1, patience = 1 } = options.validate ?? {};
  checkCounts({ steps, logEvery, checkpointEvery, 'validate.every': every, 'validate.patience': patience });
  const { rows, sums } = await resumeState(problem, step, options);
  const save = async () => {
    await step.sync();
    const checkpoint = { state: step.state, notes: { pending: sums.save() } };
    if (run && allFinite(step.state.weights)) await run.saveCheckpoint(problem.weights, checkpoint);
  };
  const keepBest = async () => {
    onBest?.();
    await run?.saveBest(problem.weights, averaged(step.state));
  };

  let clock = run?.startClock();
  const stopped = () => signal?.aborted || interrupted.aborted || outOfPatience(rows, options.validate);
  while (step.state.step < steps && !stopped()) {
    const metrics = await step.run(await feed(step.state.step));
    const t = step.state.step;
    checkTerms(metrics, t, run);
    sums.add(metrics);
    onStep?.(t, metrics);
    if (t % logEvery === 0 || t === steps) {
      await step.sync();
      checkWeights(problem, step.state, run);
      const held = await validation(step, options);
      if (held && held.validLoss < leastOf(rows)) await keepBest();
      const row: MetricRow = { step: t, ...sums.take(), ...held };
      rows.push(row);
      await run?.appendMetrics(row);
      if (run && clock) await run.appendTiming({ step: t, ...clock() });
      clock = run?.startClock();
      onRow?.(row);
    }
    if (t % checkpointEvery === 0) await save();
  }
  if (step.state.step % checkpointEvery !== 0 || step.state.step === 0) await save(); // 0: stopped before the first.
  if (interrupted.aborted) throw interruption(step.state.step, unsaved, run);
  return rows;
}

function checkCounts(counts: Record<string, number>): void {
  for (const [name, value] of Object.entries(counts)) checkCount(name, value, 'fit');
}

/** Loads the newest checkpoint of the run folder, if there is one, into the state of the step. */
async function resumeState(problem: Problem, step: TrainingStep, { run, onWarning }: FitOptions) {
  if (!run) return { rows: [] as MetricRow[], sums: means() };
  const found = await run.loadLatest(problem.weights, step.state.slots.length, onWarning);
  if (found) {
    checkOptimiser(found.state, step.state, run);
    step.state.step = found.state.step;
    step.state.weights.set(found.state.weights);
    step.state.average?.set(averaged(found.state).weights);
    for (const [i, slot] of found.state.slots.entries()) step.state.slots[i]!.set(slot);
  }
  return { rows: await run.rewind(step.state.step), sums: means(found?.notes.pending) };
}

/** With the average in the place of the weights, where one is kept. */
export const averaged = ({ average, ...state }: TrainingState): TrainingState => ({
  ...state,
  weights: average ?? state.weights,
});

function checkOptimiser({ optimiser: found }: TrainingState, { optimiser: own }: TrainingState, run: RunFolder): void {
  if (found === undefined || own === undefined || found === own) return;
  throw new UserError(
    `${run.path} was trained with ${found}, whose memory is of no use to ${own}: expected ${found}, got ${own}; go on with ${found}, or begin a new run`,
  );
}

/** The held-out terms, where it is time for them. */
async function validation(step: TrainingStep, { validate, logEvery = 100, steps, onWarning }: FitOptions) {
  if (!validate) return undefined;
  const period = Math.ceil(validate.every / logEvery) * logEvery;
  const t = step.state.step;
  if (t % period !== 0 && t !== steps) return undefined;
  const held = await validate.run(step);
  if ('step' in held) {
    throw new RangeError(
      expected('names of held-out terms', 'be none of "step", which is the row\'s own', '"step"', 'fit'),
    );
  }
  if (!Number.isFinite(held.validLoss))
    onWarning?.(`Expected validLoss to be finite, got ${held.validLoss} at step ${t}: it does not count as the best`);
  return held;
}

const validLosses = (rows: readonly MetricRow[]) =>
  rows.flatMap(({ validLoss }) => (validLoss === undefined ? [] : [validLoss]));
/** Infinite before the first validation; a loss that is not a number is never the least. */
const leastOf = (rows: readonly MetricRow[]) =>
  validLosses(rows).reduce((least, loss) => (loss < least ? loss : least), Number.POSITIVE_INFINITY);

function outOfPatience(rows: readonly MetricRow[], { patience }: Partial<Validation> = {}): boolean {
  const losses = validLosses(rows);
  return patience !== undefined && losses.length - 1 - losses.indexOf(leastOf(rows)) >= patience;
}

function interruption(step: number, unsaved: string, run?: RunFolder): UserError {
  const saved = run && `a checkpoint is in ${run.checkpoints}, and the same call goes on from there`;
  return new UserError(`Training was interrupted after step ${step}; ${saved ?? unsaved}`);
}
