import * as tf from '@tensorflow/tfjs';
import { defineModel, logPdf, positive, real } from '../../../inference/index.js';
import { matMul } from '../../../tensors/matmul.js';

/** X·β of each draw, [B, N], with the columns of X [K][N]. */
export const predictor = (beta: tf.Tensor2D, columns: readonly (readonly number[])[]): tf.Tensor2D =>
  matMul(beta, tf.tensor2d(columns.flat(), [columns.length, columns[0]!.length]));

interface Regression {
  columns: readonly (readonly number[])[];
  y: readonly number[];
  /** ln of the prior of β and σ; flat where it is left out. */
  prior?(beta: tf.Tensor2D, sigma: tf.Tensor2D): tf.Tensor[];
}

/** y ~ N(Xβ, σ). */
const regression = ({ columns, y, prior }: Regression) =>
  defineModel({
    parameters: { beta: real(columns.length), sigma: positive() },
    logJoint: ({ beta, sigma }) => [...(prior?.(beta, sigma) ?? []), logPdf.normal(y, predictor(beta, columns), sigma)],
  });

const ones = ({ length }: readonly number[]) => new Array<number>(length).fill(1);
const product = (a: readonly number[], b: readonly number[]) => a.map((x, i) => x * b[i]!);
const logs = (values: readonly number[]) => values.map(Math.log);

export const earnings = ({ earn, height, male }: Record<'earn' | 'height' | 'male', number[]>) =>
  regression({ columns: [ones(earn), height, male, product(height, male)], y: logs(earn) });

export const kidIq = ({ kid_score: y, mom_hs, mom_iq }: Record<'kid_score' | 'mom_hs' | 'mom_iq', number[]>) =>
  regression({
    columns: [ones(y), mom_hs, mom_iq, product(mom_hs, mom_iq)],
    y,
    prior: (_, sigma) => [logPdf.halfCauchy(sigma, 2.5)],
  });

type Bush = Record<'weight' | 'diam1' | 'diam2' | 'canopy_height' | 'total_height' | 'density' | 'group', number[]>;

export const mesquite = ({ weight, diam1, diam2, canopy_height, total_height, density, group }: Bush) =>
  regression({
    columns: [ones(weight), ...[diam1, diam2, canopy_height, total_height, density].map(logs), group],
    y: logs(weight),
  });

export const sblrc = ({ X, y }: { X: number[][]; y: number[] }) =>
  regression({
    columns: X[0]!.map((_, k) => X.map((row) => row[k]!)),
    y,
    prior: (beta, sigma) => [logPdf.normal(beta, 0, 10), logPdf.halfNormal(sigma, 10)],
  });

type Voters = Record<'partyid7' | 'real_ideo' | 'race_adj' | 'age_discrete' | 'educ1' | 'gender' | 'income', number[]>;

export const nes = ({ partyid7, real_ideo, race_adj, age_discrete, educ1, gender, income }: Voters) => {
  const ages = [2, 3, 4].map((group) => age_discrete.map((age) => (age === group ? 1 : 0)));
  return regression({
    columns: [ones(partyid7), real_ideo, race_adj, ...ages, educ1, gender, income],
    y: partyid7,
  });
};

/** Prices of diamonds; the predictors are centred, and nearly depend on each other. */
export const diamonds = ({ X, Y }: { X: number[][]; Y: number[] }) => {
  const centred = X[0]!.slice(1).map((_, k) => {
    const column = X.map((row) => row[k + 1]!);
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
    return column.map((x) => x - mean);
  });
  return defineModel({
    parameters: { b: real(centred.length), Intercept: real(), sigma: positive() },
    logJoint: ({ b, Intercept, sigma }) => [
      logPdf.normal(b, 0, 1),
      logPdf.studentT(Intercept, 3, 8, 10),
      logPdf.studentT(sigma, 3, 0, 10),
      logPdf.normal(Y, tf.add(Intercept, predictor(b, centred)), sigma),
    ],
  });
};
