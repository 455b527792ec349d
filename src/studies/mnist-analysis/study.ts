import { type DigitSet, loadDigits } from '../../data/index.js';
import { useBackend } from '../../engine/index.js';
import { UserError } from '../../errors.js';
import { loadTrained } from '../../runs/trained.js';
import { type PackedScores, unpackScores } from '../mnist/image-scores.js';
import { type MnistCurve, type MnistRow, mnistRunPath } from '../mnist/run.js';
import type { MnistResult } from '../mnist/study.js';
import { configHash, isCurrent, isIntact, type ResultMeta, readResult, resultMeta, writeResult } from '../results.js';
import { cachedRow, inProgress } from '../row-cache.js';
import { type Classifier, trainClassifier } from './classifier.js';
import { type Cell, type Comparison, cellsOf, comparisonsOf } from './comparisons.js';
import { type AnalysisControls, analysisControls, type IdentityRow, identityRows } from './controls.js';
import { packSet } from './nearest.js';
import { type Race, raceOf } from './race.js';
import { type AnalysisTools, analyseRun, type RunAnalysis } from './run-analysis.js';
import { type AnalysisConfig, type AnalysisProfile, analysisConfigs } from './sizes.js';

/** What a run is, in tables and figures. */
type RunName = Pick<MnistRow, 'family' | 'K' | 'seed' | 'updates'>;

export interface MnistAnalysis {
  /** `partial` where the study had not come to its end. */
  meta: ResultMeta & { partial?: string };
  /** Of the runs of the study and of the same with fewer updates. */
  cells: Cell[];
  comparisons: Comparison[];
  /** Of the runs of most updates. */
  race: Race;
  /** One run of each family and K, the first seed; `of` is the hash of its row in the study */
  runs: (RunName & { of: string } & RunAnalysis)[];
  controls: AnalysisControls;
  identities: IdentityRow[];
}

/** The result files of a profile, without `.json`: of the study and of its analysis. */
export const analysisNames = (profile: AnalysisProfile): { study: string; analysis: string } =>
  profile === 'full'
    ? { study: 'mnist', analysis: 'mnist-analysis' }
    : { study: 'mnist-quick', analysis: 'mnist-analysis-quick' };

/** What decides an analysis: its own settings, and the runs that it looks at. */
export const analysisConfigOf = (profile: AnalysisProfile, study: Pick<MnistResult, 'rows' | 'variants'>) => ({
  ...analysisConfigs[profile],
  study: configHash([...study.rows, ...study.variants].map(identityOf)),
});

const identityOf = ({ config, nll }: Pick<MnistRow, 'config' | 'nll'>) => ({ config, nll });

export interface AnalysisOptions {
  onMessage?(message: string): void;
}

/**
 * Looks at the finished runs of the MNIST study from all sides and writes `report/results/mnist-analysis….json`.
 * What is known of a run is kept in the data folder, so that a study that was stopped goes on where it was; what the file
 * says of runs of another machine is taken as it is.
 * @throws UserError if there is no study yet, or a run is neither on this machine nor in the file
 */
export async function mnistAnalysis(
  profile: AnalysisProfile,
  { onMessage = () => {} }: AnalysisOptions = {},
): Promise<MnistAnalysis> {
  const names = analysisNames(profile);
  const study = await readResult<MnistResult>(names.study);
  if (!study) throw new UserError(`Run \`vinf study mnist --profile ${profile}\` first: there are no models yet`);
  const config = analysisConfigOf(profile, study);
  const found = await readResult<MnistAnalysis>(names.analysis);
  if (found && isCurrent(found, config)) {
    onMessage(`report/results/${names.analysis}.json is there`);
    return found;
  }
  const backend = await useBackend();
  const data = study.meta.synthetic ? 'synthetic' : 'mnist';
  const digits = await loadDigits({ data });
  const tools = analysisTools(digits, data, analysisConfigs[profile]);
  const { description, synthetic } = digits;
  const { partial } = study.meta;
  const result: MnistAnalysis = {
    meta: { ...resultMeta(config), data: description, synthetic, backend, ...(partial && { partial }) },
    ...(await everything(study, { digits, tools, config: analysisConfigs[profile], found, onMessage })),
  };
  await writeResult(names.analysis, result);
  return result;
}

interface Work {
  digits: DigitSet;
  tools(): Promise<AnalysisTools>;
  config: AnalysisConfig;
  /** The result file as it was found. */
  found: MnistAnalysis | undefined;
  onMessage(message: string): void;
}

async function everything(study: MnistResult, work: Work): Promise<Omit<MnistAnalysis, 'meta'>> {
  const { rows } = study;
  const runs: MnistAnalysis['runs'] = [];
  for (const row of firstSeeds(rows)) {
    work.onMessage(`${row.family} K=${row.K}, seed ${row.seed}`);
    const { family, K, seed, updates } = row;
    const of = configHash(identityOf(row));
    runs.push(publishedRun(of, work) ?? { family, K, seed, updates, of, ...(await analysisOf(row, work)) });
  }
  const comparable = [...rows, ...study.variants]
    .map((row, i) => scoredRun(row, study.scores[i]!))
    .filter((one) => rows.some((row) => differInStepsAtMost(one, row)));
  work.onMessage('controls');
  return {
    cells: cellsOf(comparable),
    comparisons: comparisonsOf(comparable),
    race: raceOf(...longest(rows, study.curves)),
    runs,
    ...(await controlsOf(rows, work)),
  };
}

/** The runs of most updates: bounds are compared while their learning rates are the same. */
function longest(rows: readonly MnistRow[], curves: readonly MnistCurve[]): [MnistRow[], MnistCurve[]] {
  const most = Math.max(...rows.map(({ config }) => config.steps));
  const isLong = (_: unknown, i: number) => rows[i]?.config.steps === most;
  return [rows.filter(isLong), curves.filter(isLong)];
}

const scoredRun = (row: MnistRow, scores: PackedScores) => ({
  ...row,
  steps: row.config.steps,
  images: unpackScores(scores),
});

/** Whether runs differ in their number of updates at most. */
const differInStepsAtMost = (one: MnistRow, other: MnistRow): boolean =>
  configHash({ ...one.config, steps: 0 }) === configHash({ ...other.config, steps: 0 });

/** Samples of other origin to compare with, and the identities, of the model without a flow. */
async function controlsOf(
  rows: readonly MnistRow[],
  work: Work,
): Promise<Pick<MnistAnalysis, 'controls' | 'identities'>> {
  const { digits, tools, config, found } = work;
  const row = rows.find(({ K }) => K === 0);
  if (!row) throw new UserError('The study has no model without a flow, which the analysis compares with');
  if (found && publishedRun(configHash(identityOf(row)), work)) {
    return { controls: found.controls, identities: found.identities };
  }
  const { latent } = row.config;
  const controls = await kept({ controls: true, latent, config, data: digits.description }, async () =>
    analysisControls(await tools(), config, latent),
  );
  const plain = await loadTrained(mnistRunPath(row.config, digits));
  const identities = identityRows(plain, digits);
  plain.dispose();
  return { controls, identities };
}

/** The classifier is trained when something is measured with it for the first time. */
function analysisTools(digits: DigitSet, data: 'mnist' | 'synthetic', { classifierSteps: steps }: AnalysisConfig) {
  let classifier: Promise<Classifier> | undefined;
  const train = packSet(digits.train);
  const make = async () => trainClassifier((await loadDigits({ data, binarisation: 'dynamic' })).train, { steps });
  return async (): Promise<AnalysisTools> => {
    classifier ??= make();
    return { digits, classifier: await classifier, train };
  };
}

/** What the result file says of a run, if it was written with the same settings and nobody has changed it. */
function publishedRun(of: string, { found, config }: Work): MnistAnalysis['runs'][number] | undefined {
  if (!found || !isIntact(found)) return undefined;
  const { study: _, ...settings } = found.meta.config as AnalysisConfig & { study: string };
  return configHash(settings) === configHash(config) ? found.runs.find((run) => run.of === of) : undefined;
}

function analysisOf(row: MnistRow, { digits, tools, config }: Work): Promise<RunAnalysis> {
  return kept({ run: row.config, config, data: digits.description }, async () => {
    const trained = await loadTrained(mnistRunPath(row.config, digits));
    const analysis = await analyseRun(trained, await tools(), config);
    trained.dispose();
    return analysis;
  });
}

/** What was computed before, or what is computed now and kept. */
async function kept<T>(config: object, make: () => Promise<T>): Promise<T> {
  const found = await cachedRow('mnist-analysis', config, make);
  if (found === inProgress) throw new UserError('Another process is at this analysis; run it again when that is done');
  return found;
}

/** One row of each family and K. */
function firstSeeds(rows: readonly MnistRow[]): MnistRow[] {
  return rows.filter((row) =>
    rows.every(({ family, K, seed }) => family !== row.family || K !== row.K || seed >= row.seed),
  );
}
