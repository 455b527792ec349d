/**
 * How near `fitPosterior` comes to the reference draws of sixteen posteriors, with the default or with options of one's own:
 * `npx tsx bench/posteriors.ts [part of a name, …] [options as JSON] [seed, …]`.
 */
import { type FitPosteriorOptions, fitPosterior, type PosteriorModel } from '../src/inference/index.js';
import { posteriorModels } from '../src/studies/posteriors/models/index.js';
import { momentErrors, posteriorData, referenceMoments } from '../src/studies/posteriors/reference.js';

const [parts = '', options = '{}', seeds = '0,1,2'] = process.argv.slice(2);
const folder = 'report/posteriordb';

async function main(): Promise<void> {
  const moments = await referenceMoments(folder);
  for (const [name, make] of Object.entries<(data: never) => PosteriorModel>(posteriorModels)) {
    if (!parts.split(',').some((part) => name.includes(part))) continue;
    const model = make(await posteriorData(folder, name));
    for (const seed of seeds.split(',').map(Number)) {
      const own: FitPosteriorOptions = JSON.parse(options);
      console.log(await line(name, seed, model, moments[name]!, own));
    }
  }
}

async function line(
  name: string,
  seed: number,
  model: PosteriorModel,
  moments: Parameters<typeof momentErrors>[2],
  options: FitPosteriorOptions,
): Promise<string> {
  const [start, used] = [performance.now(), process.cpuUsage()];
  const fit = await fitPosterior(model, { quiet: true, seed, onWarning() {}, ...options });
  const { user, system } = process.cpuUsage(used);
  const errors = momentErrors(fit.draws, fit.weights, moments);
  return [
    `${name} seed ${seed}: mean ${errors.mean.toFixed(3)} std ${errors.std.toFixed(3)}`,
    `k̂ ${fit.paretoK.toFixed(2)} (${fit.verdict.grade}), ${Math.round(fit.effectiveSamples)} of ${fit.logQ.length} draws count`,
    `ELBO ${fit.elbo.mean.toFixed(3)} ± ${fit.elbo.stdErr.toFixed(3)}, of the Gaussian ${fit.gaussianElbo.toFixed(2)}`,
    `${fit.step} updates, ${((performance.now() - start) / 1000).toFixed(0)} s, ${((user + system) / 1e6).toFixed(0)} s of processors`,
  ].join('; ');
}

await main();
