import { UserError, unknownName } from '../errors.js';
import {
  autoregressive,
  type ConvolutionKind,
  continuous,
  convolutionCoupling,
  convolutionStack,
  type Flow,
  identity,
  nice,
  planar,
  plu,
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

/** Softly bounds each exponent of a convolution layer: ten layers multiply, and e³ each lets training begin with a burst. */
const bound = 1;

/** Stacks of convolutions, scales and S-Log; `-perm` is the control for latents without an order. */
function convolutionStacks(name: string, kind: ConvolutionKind): Record<string, Family> {
  return {
    [name]: {
      summary: `${kind} convolutions with scales and S-Log between them`,
      amortised: true,
      make: (dim, layers) => convolutionStack(dim, { layers, kind, bound }),
    },
    [`${name}-perm`]: {
      summary: 'the same, each convolution in a fixed random order of the latents',
      amortised: true,
      make: (dim, layers, seed) => convolutionStack(dim, { layers, kind, bound, permute: true, seed }),
    },
  };
}

/** All flows that posteriors can have. */
export const families: Readonly<Record<string, Family>> = {
  identity: { summary: 'no flow: a diagonal Gaussian posterior', amortised: true, make: (dim) => identity(dim) },
  planar: { summary: 'planar', amortised: true, make: (dim, layers) => planar(dim, { layers }) },
  radial: { summary: 'radial', amortised: true, make: (dim, layers) => radial(dim, { layers }) },
  sylvester: {
    summary: 'Sylvester with up to 8 orthonormal directions',
    amortised: true,
    make: (dim, layers) => sylvester(dim, { kind: 'householder', columns: Math.min(8, dim), layers }),
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
  continuous: {
    summary: 'a velocity field, followed in as many Runge–Kutta steps as there are layers',
    amortised: false,
    make: (dim, layers) => continuous(dim, { steps: layers, ...networks }),
  },
  'linear-plu': {
    summary: 'one full-rank linear map by its PLU factors: a Gaussian posterior with any covariance',
    amortised: true,
    make: (dim) => plu(dim),
  },
  ...convolutionStacks('conv-circular', 'circular'),
  ...convolutionStacks('conv-symmetric', 'symmetric'),
  'conv-adaptive': {
    summary: 'couplings that convolve one half with a kernel made of the other',
    amortised: false,
    make: (dim, layers) => convolutionCoupling(dim, { layers, bound, ...networks }),
  },
  'conv-adaptive-perm': {
    summary: 'the same with fixed random permutations in between',
    amortised: false,
    make: (dim, layers, seed) => convolutionCoupling(dim, { layers, bound, seed, mixing: 'permutation', ...networks }),
  },
};

/** The families of Rezende & Mohamed 2015. */
export const paperFlows: readonly string[] = ['planar', 'radial', 'nice-orth', 'nice-perm'];

/** The family of a name. @throws UserError with the closest known name */
export function familyOf(name: string): Family {
  const family = Object.hasOwn(families, name) ? families[name] : undefined;
  if (!family) throw new UserError(unknownName('flow', name, Object.keys(families)));
  return family;
}
