import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { PosteriorDraws } from '../../inference/index.js';

/** Mean and standard deviation of each parameter, by names such as `theta[1]`, counted from 1. */
export type Moments = Readonly<Record<string, { mean: number; std: number }>>;

/** The data of a posterior, as posteriordb has them. @param folder with `NAME.json.gz` */
export async function posteriorData(folder: string, name: string): Promise<never> {
  return JSON.parse(gunzipSync(await readFile(`${folder}/${name}.json.gz`)).toString()) as never;
}

/** The reference moments of all posteriors. */
export async function referenceMoments(folder: string): Promise<Readonly<Record<string, Moments>>> {
  return JSON.parse(await readFile(`${folder}/moments.json`, 'utf8')) as Record<string, Moments>;
}

/** The largest errors over the parameters, in units of the reference standard deviation s. */
export interface MomentErrors {
  /** |mean − m|/s */
  mean: number;
  /** |ln(std/s)| */
  std: number;
}

/** How far weighted draws are from reference moments. @param weights sum to 1 */
export function momentErrors(draws: PosteriorDraws, weights: Float64Array, moments: Moments): MomentErrors {
  const errors = Object.entries(moments).map(([name, reference]) => {
    const column = columnOf(draws, name);
    const mean = weights.reduce((sum, w, s) => sum + w * column(s), 0);
    const variance = weights.reduce((sum, w, s) => sum + w * (column(s) - mean) ** 2, 0);
    return {
      mean: Math.abs(mean - reference.mean) / reference.std,
      std: Math.abs(0.5 * Math.log(variance) - Math.log(reference.std)),
    };
  });
  return { mean: Math.max(...errors.map(({ mean }) => mean)), std: Math.max(...errors.map(({ std }) => std)) };
}

/** The s-th draw of a number such as `sigma` or `theta[2]`. */
function columnOf(draws: PosteriorDraws, name: string): (s: number) => number {
  const [, parameter = name, place = '1'] = /^(\w+)\[(\d+)\]$/.exec(name) ?? [];
  const found = draws[parameter];
  if (!found) throw new RangeError(`Expected draws of ${parameter}, got those of ${Object.keys(draws)}`);
  const width = found.values.length / found.shape[0]!;
  return (s) => found.values[s * width + Number(place) - 1]!;
}
