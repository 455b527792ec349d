import { UserError } from '../errors.js';
import type { MnistResult } from './mnist/study.js';
import type { AnalysisProfile } from './mnist-analysis/sizes.js';
import { analysisNames, type MnistAnalysis } from './mnist-analysis/study.js';
import { readResult, resultsFolder } from './results.js';

/** The MNIST study and what was found in its models, both of one profile. */
export interface MnistResults {
  profile: AnalysisProfile;
  study: MnistResult;
  analysis: MnistAnalysis;
}

/**
 * Reads the MNIST study with its analysis: of the full profile where both files are there, else of the quick one.
 * @param folder of the result files; default `resultsFolder()`
 * @throws UserError if neither profile has both files
 */
export async function readMnistResults(folder = resultsFolder()): Promise<MnistResults> {
  for (const profile of ['full', 'quick'] as const) {
    const names = analysisNames(profile);
    const study = await readResult<MnistResult>(names.study, folder);
    const analysis = await readResult<MnistAnalysis>(names.analysis, folder);
    if (study && analysis) return { profile, study, analysis };
  }
  throw new UserError(
    `${folder} has no MNIST study with its analysis: run \`vinf study mnist\` and \`vinf study mnist-analysis\` first`,
  );
}
