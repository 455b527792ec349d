import { UserError } from '../errors.js';
import type { Gaussian } from './gaussian-fit.js';
import { widest } from './gaussian-start.js';
import type { Supports } from './model.js';

/** On the unconstrained scale of a parameter with a bound: beyond it e^u or the distance to the bound is nothing in float32. */
const furthest = 40;

/**
 * Looks whether the Gaussian has run away along a parameter: no distribution is proportional to such a joint.
 * @throws UserError with the name of the parameter
 */
export function checkProper({ mean, factor }: Gaussian, parameters: Supports): void {
  let at = 0;
  for (const [name, support] of Object.entries(parameters)) {
    for (const end = at + support.flow.dim; at < end; at++) {
      const std = Math.hypot(...factor.getRow(at));
      const limit = support.name === 'real' ? Number.POSITIVE_INFINITY : furthest;
      if (std <= widest && Math.abs(mean[at]!) <= limit && std <= limit) continue;
      throw new UserError(
        `The posterior is improper, or nearly so: the ELBO has no bound along \`${name}\`, whose approximation has gone to ` +
          `${mean[at]!.toPrecision(2)} ± ${std.toPrecision(2)} on the unconstrained scale; does it need a prior? (fitPosterior)`,
      );
    }
  }
}
