import { UserError, unknownName } from '../errors.js';
import { type Flow, identity, planar } from '../flows/index.js';

/** A flow by name, as the command line, configs and result files know it. */
export interface Family {
  /** One line for `--help` and tables. */
  readonly summary: string;
  /** Whether an inference network emits its parameters for each image, or one learned set serves all. */
  readonly amortised: boolean;
  /** @param seed for fixed random parts, such as permutations */
  make(dim: number, layers: number, seed: number): Flow;
}

export const families: Readonly<Record<string, Family>> = {
  identity: { summary: 'no flow: a diagonal Gaussian posterior', amortised: true, make: (dim) => identity(dim) },
  planar: { summary: 'planar flow (2015)', amortised: true, make: (dim, layers) => planar(dim, { layers }) },
};

/** @throws UserError with the closest known name */
export function familyOf(name: string): Family {
  const family = Object.hasOwn(families, name) ? families[name] : undefined;
  if (!family) throw new UserError(unknownName('flow', name, Object.keys(families)));
  return family;
}
