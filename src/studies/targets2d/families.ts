import { UserError, unknownName } from '../../errors.js';
import {
  autoregressive,
  convolutionStack,
  type InvertibleFlow,
  nice,
  planar,
  radial,
  realNvp,
  residual,
  splineCoupling,
  sylvester,
} from '../../flows/index.js';

/** What makes a flow of the plane. */
export interface PlaneFlowOptions {
  /** K */
  layers: number;
  /** Units in the hidden layer of each network; families without networks leave it alone. */
  hidden: number;
  /** Of fixed random parts, such as rotations. */
  seed: number;
  /** Splines are the identity beyond it. Default 7: the soft wall of the targets begins at 4. */
  bound?: number;
  /** Of each spline. Default 8. */
  bins?: number;
}

type PlaneFlow = (options: PlaneFlowOptions) => InvertibleFlow;

/** A smooth activation: with few units the kinks of relu show in the density. */
const activation = 'tanh';

const makers: Readonly<Record<string, PlaneFlow>> = {
  planar: ({ layers }) => planar(2, { layers }),
  radial: ({ layers }) => radial(2, { layers }),
  'nice-orth': (options) => additive('orthogonal', options),
  'nice-perm': (options) => additive('permutation', options),
  'affine-coupling': ({ layers, hidden }) => realNvp(2, { layers, hidden: [hidden], activation }),
  'spline-coupling': ({ layers, hidden, bound = 7, bins = 8 }) =>
    splineCoupling(2, { layers, hidden: [hidden], activation, bound, bins }),
  iaf: ({ layers, hidden }) => autoregressive(2, { layers, hidden: [hidden], activation }),
  sylvester: ({ layers }) => sylvester(2, { layers, kind: 'householder' }),
  residual: ({ layers, hidden }) => residual(2, { layers, hidden: [hidden] }),
  convolution: ({ layers }) => convolutionStack(2, { layers }),
};

// Deviation: the paper does not state the networks of NICE; one hidden layer here, and the scaling of NICE at the end.
const additive = (mixing: 'orthogonal' | 'permutation', { layers, hidden, seed }: PlaneFlowOptions) =>
  nice(2, { mixing, layers, seed, hidden: [hidden], activation, scaling: true });

export const planeFamilyNames: readonly string[] = Object.keys(makers);

/** A flow of the plane by the name of its family. @throws UserError with the closest known name */
export function planeFlow(family: string, options: PlaneFlowOptions): InvertibleFlow {
  const make = Object.hasOwn(makers, family) ? makers[family] : undefined;
  if (!make) throw new UserError(unknownName('flow', family, planeFamilyNames));
  return make(options);
}
