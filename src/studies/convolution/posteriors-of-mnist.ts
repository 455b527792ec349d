import { layout } from '../../problem/index.js';
import { type DlgmConfig, modelOf } from '../../runs/config.js';
import { unpackScores } from '../mnist/image-scores.js';
import type { MnistCurve, MnistResult, MnistRow } from '../mnist/result.js';
import { configHash } from '../results.js';
import type { PosteriorRun } from './posterior-run.js';
import type { PosteriorRow } from './result.js';

/** The models of these configs that the MNIST study has measured, as other posteriors on binarised digits. */
export function posteriorsOfMnist(study: MnistResult | undefined, configs: readonly DlgmConfig[]): PosteriorRun[] {
  const rows = study ? [...study.rows, ...study.variants] : [];
  const hashes = rows.map(({ config }) => configHash(config));
  return configs.flatMap((config) => {
    const i = hashes.indexOf(configHash(config));
    if (!study || i < 0) return [];
    const images = unpackScores(study.scores[i]!);
    return {
      row: rowOf(rows[i]!),
      bound: images.map(({ bound }) => bound),
      nll: images.map(({ nll }) => nll),
      curve: curveOf(study.curves[i]!),
    };
  });
}

function rowOf({ family, K, seed, updates, bound, nll, nllStdErr, kl, ess, config, ...time }: MnistRow): PosteriorRow {
  const { flow, weights } = modelOf(config);
  return {
    ...{ family, K, seed, updates, bound, nll, nllStdErr, kl, ess },
    ...{ flowParams: flow.paramCount, params: layout(weights).at(-1)!.end },
    ...{ seconds: time.seconds, msPerUpdate: 1000 / time.updatesPerSecond },
    config,
  };
}

function curveOf({ points }: MnistCurve): PosteriorRun['curve'] {
  const held = points.filter(({ validBound }) => validBound !== null);
  return { steps: held.map(({ step }) => step), bound: held.map(({ validBound }) => validBound!) };
}
