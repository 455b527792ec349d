import { logBernoulli } from '../../densities/bernoulli.js';
import { logNormal, logStandardNormal } from '../../densities/gaussian.js';
import type { EngineName } from '../../engine/index.js';
import { tensorFunction } from '../../engine/index.js';
import { type Dlgm, drawPosterior } from '../../models/index.js';
import type { Tensors, TensorsOf } from '../../problem/index.js';
import { logWeightOf } from '../../runs/parts.js';

/** A model with its weights, as far as looking at it needs them. */
export interface ModelWithWeights {
  model: Dlgm;
  weights: Tensors;
}

/** Draws from q(z|x) for one image. */
export interface PosteriorDraws {
  /** Before and after the flow, draws · D numbers each */
  z0: Float32Array;
  zK: Float32Array;
  /** Σ ln|det| of the flow for each draw, nats */
  logDet: Float32Array;
  /** ln p(x, z_K) − ln q(z_K|x) for each draw, nats */
  logWeight: Float32Array;
}

export interface PosteriorSampler {
  /** Draws per call. */
  readonly draws: number;
  /** @param x 784 pixels; @param epsilon draws · D standard normal numbers; results are copies */
  draw(x: Float32Array, epsilon: Float32Array): Promise<PosteriorDraws>;
  dispose(): void;
}

/** Many draws from the posterior of one image at a time: the inference network runs once per call. */
export async function posteriorSampler(
  { model, weights }: ModelWithWeights,
  draws: number,
  engine?: EngineName,
): Promise<PosteriorSampler> {
  const D = model.flow.dim;
  const shapes = { x: [1, model.dataDim], epsilon: [draws, D] } as const;
  const all = ({ x, epsilon }: TensorsOf<typeof shapes>): Tensors => {
    const posterior = model.encode(weights, x);
    const { z0, zK, logDet } = drawPosterior(model, posterior, epsilon);
    const logLikelihood = logBernoulli(x, model.decode(weights, zK));
    const logBase = logNormal(z0, posterior.mean, posterior.logStd);
    const logWeight = logWeightOf({ logLikelihood, logPrior: logStandardNormal(zK), logBase, logDet });
    return { z0, zK, logDet, logWeight };
  };
  const compiled = await tensorFunction(all, shapes, engine);
  return {
    draws,
    async draw(x, epsilon) {
      const results = await compiled.run({ x, epsilon });
      const copies = Object.entries(results).map(([name, values]) => [name, values.slice()]);
      return Object.fromEntries(copies) as PosteriorDraws;
    },
    dispose: () => compiled.dispose(),
  };
}
