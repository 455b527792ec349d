import { type DigitSet, loadDigits } from '../../data/index.js';
import { UserError } from '../../errors.js';
import { checked } from '../../files/checked.js';
import { type DlgmConfig, depthOf } from '../../runs/config.js';
import { loadTrained } from '../../runs/trained.js';
import { mnistProfiles } from '../mnist/config.js';
import { type PackedScores, unpackScores } from '../mnist/image-scores.js';
import { type MnistCurve, type MnistResult, type MnistRow, mnistSchema } from '../mnist/result.js';
import { mnistRunPath, nameOf } from '../mnist/run.js';
import { loadStudyDigits, mnist } from '../mnist/study.js';
import { configHash, type Profile } from '../results.js';
import { type RowTask, runTasks } from '../rows.js';
import { commandOfStudy } from '../shown.js';
import { type OtherResults, resultName, type Study, writeAnew } from '../study.js';
import { type Classifier, trainClassifier } from './classifier.js';
import { cellsOf, comparisonsOf } from './comparisons.js';
import { type AnalysisConfig, analysisConfigs } from './config.js';
import { type AnalysisControls, analysisControls, type IdentityRow, identityRows } from './controls.js';
import { boundsByLayers, gainsOverPlain, posteriorShapes, sampleCurves } from './figures.js';
import { packSet } from './nearest.js';
import { publishedBounds } from './published.js';
import { raceOf } from './race.js';
import { raceByLayers } from './race-figure.js';
import {
  type AnalysedRun,
  analysedRunSchema,
  controlsSchema,
  identitiesSchema,
  type MnistAnalysis,
  mnistAnalysisSchema,
} from './result.js';
import { type AnalysisTools, analyseRun } from './run-analysis.js';

/** What the models of the MNIST study are like, looked at from all sides. */
export const mnistAnalysis: Study<MnistAnalysis, { digits: DigitSet }> = {
  name: 'mnist-analysis',
  summary: 'Compare and look into the models of `vinf study mnist`',
  profiles: ['quick', 'full'],
  schema: mnistAnalysisSchema,
  words: (profile) => [...mnistProfiles[profile].configs.flatMap(runWords), ...controlWords],
  sources: (profile) => [resultName(mnist, profile)],
  config: (profile, _, other) => analysisConfigOf(profile, studyOf(profile, other)),
  loadData: (profile, options, other) =>
    loadStudyDigits(studyOf(profile, other).meta.synthetic ? 'synthetic' : 'mnist', options),
  async compute({ profile, data: { digits }, found, other, options }) {
    const study = studyOf(profile, other);
    const work = { digits, config: analysisConfigs[profile], found: sameSettings(found, profile) };
    const tools = analysisTools(digits, work.config);
    const plain = study.rows.find(({ K }) => K === 0);
    if (!plain) throw new UserError(`Run \`${commandOfStudy(mnist, profile)}\` to its end first: ${noPlain}`);
    const groups = {
      runs: firstSeeds(study.rows).map((row) => runTask(row, work, tools)),
      controls: [controlsTask(plain, work, tools)],
      identities: [identitiesTask(plain, work)],
    };
    const { rows, ...progress } = await runTasks('mnist-analysis', groups, options);
    const [controls, identities] = [rows.controls[0], rows.identities[0]];
    if (!controls || !identities)
      throw new UserError(
        'The controls of the analysis are not there yet: another process makes them, or this one was stopped; run it again',
      );
    return { body: { ...compared(study), runs: rows.runs, controls, identities }, ...progress };
  },
  lines: ({ runs, comparisons }) => [`${runs.length} models, ${comparisons.length} comparisons`],
  figures: [
    { id: 'mnist-bounds', make: ({ cells }, other) => boundsByLayers(cells, publishedBounds(other)) },
    { id: 'mnist-gains', make: ({ comparisons }) => gainsOverPlain(comparisons) },
    { id: 'mnist-importance', make: ({ runs }) => sampleCurves(runs) },
    { id: 'mnist-race', make: ({ race, runs }) => raceByLayers(race, runs) },
    { id: 'mnist-posteriors', make: ({ runs }) => posteriorShapes(runs) },
  ],
};

const noPlain = 'there is no model without a flow yet, with which the analysis compares';

/** @throws UserError if there is no study yet */
function studyOf(profile: Profile, other: OtherResults): MnistResult {
  const name = resultName(mnist, profile);
  const content = other(name);
  if (content === undefined) {
    throw new UserError(`Run \`${commandOfStudy(mnist, profile)}\` first: there are no models yet`);
  }
  return checked(mnistSchema, content, `report/results/${name}.json`, writeAnew);
}

/** What decides an analysis: its own settings, and the runs that it looks at. */
const analysisConfigOf = (profile: Profile, study: Pick<MnistResult, 'rows' | 'variants'>) => ({
  ...analysisConfigs[profile],
  study: configHash([...study.rows, ...study.variants].map(identityOf)),
});

const identityOf = ({ config, nll }: Pick<MnistRow, 'config' | 'nll'>) => ({ config, nll });
const hashOf = (row: MnistRow): string => configHash(identityOf(row));

interface Work {
  digits: DigitSet;
  config: AnalysisConfig;
  /** The result file as it was found, if it was written with the same settings. */
  found: MnistAnalysis | undefined;
}

function sameSettings(found: MnistAnalysis | undefined, profile: Profile): MnistAnalysis | undefined {
  if (!found) return undefined;
  const { study: _, ...settings } = found.meta.config;
  return configHash(settings) === configHash(analysisConfigs[profile]) ? found : undefined;
}

function runTask(
  row: MnistRow,
  { digits, config, found }: Work,
  tools: () => Promise<AnalysisTools>,
): RowTask<AnalysedRun> {
  const { family, K, seed, updates } = row;
  const of = hashOf(row);
  return {
    ...quiet(nameOf(row.config), runWords(row.config)),
    key: { run: row.config, config, data: digits.description },
    schema: analysedRunSchema,
    published: found?.runs.find((run) => run.of === of),
    async make() {
      const trained = await loadTrained(mnistRunPath(row.config, digits));
      const analysis = await analyseRun(trained, await tools(), config);
      trained.dispose();
      return { family, K, seed, updates, of, ...analysis };
    },
  };
}

/** Samples of other origin to compare with. */
function controlsTask(
  plain: MnistRow,
  { digits, config, found }: Work,
  tools: () => Promise<AnalysisTools>,
): RowTask<AnalysisControls> {
  const { latent } = plain.config;
  return {
    ...quiet('controls', controlWords),
    key: { controls: true, latent, config, data: digits.description },
    schema: controlsSchema,
    published: found?.controls,
    make: async () => analysisControls(await tools(), config, latent),
  };
}

/** The identities at the model without a flow. */
function identitiesTask(plain: MnistRow, { digits, config, found }: Work): RowTask<IdentityRow[]> {
  return {
    ...quiet('identities', controlWords),
    key: { identities: plain.config, config, data: digits.description },
    schema: identitiesSchema,
    published: found?.runs.some((run) => run.of === hashOf(plain)) ? found.identities : undefined,
    async make() {
      const trained = await loadTrained(mnistRunPath(plain.config, digits));
      const rows = identityRows(trained, digits);
      trained.dispose();
      return rows;
    },
  };
}

/** The words of `--only` that choose the run of a config, and what the runs are held against. */
const runWords = (config: DlgmConfig): string[] => [config.flow, `K${depthOf(config)}`, `seed${config.seed}`];
const controlWords = ['controls'];

const quiet = (name: string, words: readonly string[]) => ({ name, words, steps: 1, outcome: () => 'done' });

/** What follows from the study's own numbers. */
function compared(study: MnistResult): Pick<MnistAnalysis, 'cells' | 'comparisons' | 'race'> {
  const { rows } = study;
  const comparable = [...rows, ...study.variants]
    .map((row, i) => scoredRun(row, study.scores[i]!))
    .filter((one) => rows.some((row) => differInStepsAtMost(one, row)));
  return {
    cells: cellsOf(comparable),
    comparisons: comparisonsOf(comparable),
    race: raceOf(...longest(rows, study.curves)),
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

/** The classifier is trained when something is measured with it for the first time. */
function analysisTools(digits: DigitSet, { classifierSteps: steps }: AnalysisConfig) {
  const data = digits.synthetic ? 'synthetic' : 'mnist';
  let classifier: Promise<Classifier> | undefined;
  const train = packSet(digits.train);
  const make = async () => trainClassifier((await loadDigits({ data, binarisation: 'dynamic' })).train, { steps });
  return async (): Promise<AnalysisTools> => {
    classifier ??= make();
    return { digits, classifier: await classifier, train };
  };
}

/** One row of each family and K. */
function firstSeeds(rows: readonly MnistRow[]): MnistRow[] {
  return rows.filter((row) =>
    rows.every(({ family, K, seed }) => family !== row.family || K !== row.K || seed >= row.seed),
  );
}
