import { UserError, unknownName } from '../errors.js';
import {
  autoregressive,
  convolutionStack,
  type Flow,
  identity,
  nice,
  planar,
  radial,
  realNvp,
  splineCoupling,
  sylvester,
} from '../flows/index.js';

/** A flow by name, as the command line, configs and result files know it. */
export interface Family {
  /** One line for `--help` and tables. */
  readonly summary: string;
  /** Whether an inference network emits all its parameters for each image, or one learned set serves all images. */
  readonly amortised: boolean;
  /** @param seed for fixed random parts, such as permutations */
  make(dim: number, layers: number, seed: number): Flow;
}

/** Flows with networks of their own share these among images; the inference network gives each image a context. */
const networks = { hidden: [64], contextDim: 32 };

export const families: Readonly<Record<string, Family>> = {
  identity: { summary: 'no flow: a diagonal Gaussian posterior', amortised: true, make: (dim) => identity(dim) },
  planar: { summary: 'planar', amortised: true, make: (dim, layers) => planar(dim, { layers }) },
  radial: { summary: 'radial', amortised: true, make: (dim, layers) => radial(dim, { layers }) },
  sylvester: {
    summary: 'Sylvester with up to 8 orthonormal directions',
    amortised: true,
    make: (dim, layers) => sylvester(dim, { kind: 'orthogonal', columns: Math.min(8, dim), layers }),
  },
  'nice-perm': {
    summary: 'additive couplings between fixed random permutations',
    amortised: false,
    make: (dim, layers, seed) => nice(dim, { mixing: 'permutation', layers, seed, ...networks }),
  },
  'nice-orth': {
    summary: 'additive couplings between fixed random rotations',
    amortised: false,
    make: (dim, layers, seed) => nice(dim, { mixing: 'orthogonal', layers, seed, ...networks }),
  },
  'real-nvp': {
    summary: 'affine couplings',
    amortised: false,
    make: (dim, layers, seed) => realNvp(dim, { layers, seed, ...networks }),
  },
  'spline-coupling': {
    summary: 'rational-quadratic spline couplings',
    amortised: false,
    make: (dim, layers, seed) => splineCoupling(dim, { layers, seed, ...networks }),
  },
  iaf: {
    summary: 'inverse autoregressive, affine, masked network',
    amortised: false,
    make: (dim, layers) => autoregressive(dim, { layers, ...networks }),
  },
  convolution: {
    summary: 'circular convolutions with scales, S-Log and fixed random permutations between them',
    amortised: true,
    make: (dim, layers, seed) => convolutionStack(dim, { layers, permute: true, seed }),
  },
};

/** @throws UserError with the closest known name */
export function familyOf(name: string): Family {
  const family = Object.hasOwn(families, name) ? families[name] : undefined;
  if (!family) throw new UserError(unknownName('flow', name, Object.keys(families)));
  return family;
}
