import { expected, unknownName } from '../errors.js';
import { autoregressive } from '../flows/autoregressive/autoregressive.js';
import { chain } from '../flows/chain.js';
import { coupling } from '../flows/coupling/coupling.js';
import { sinhArcsinh } from '../flows/elementwise/sinh-arcsinh.js';
import type { Flow } from '../flows/flow.js';
import { identity } from '../flows/identity.js';
import { triangular } from '../flows/linear/triangular.js';
import { planar } from '../flows/planar.js';
import type { GradientKind } from '../objectives/index.js';
import type { PosteriorSettings, RungName } from './options.js';

/** An approximation: a flow, and how it is fitted. */
export interface Rung {
  readonly flow: Flow;
  /** Whether it starts from a Gaussian of independent coordinates. */
  readonly diagonal: boolean;
  readonly gradient: GradientKind;
}

const makers: Readonly<Record<RungName, (dim: number) => Rung>> = {
  'mean field': (dim) => ({ flow: identity(dim), diagonal: true, gradient: 'path' }),
  'full rank': (dim) => ({ flow: triangular(dim), diagonal: false, gradient: 'path' }),
  planar: (dim) => ({ flow: planar(dim, { layers: 16 }), diagonal: false, gradient: 'total' }),
  'affine coupling': (dim) => ({ flow: couplings(dim, 'affine', 8), diagonal: false, gradient: 'path' }),
  'spline coupling': (dim) => ({ flow: couplings(dim, 'rational-quadratic', 4), diagonal: false, gradient: 'path' }),
  // The inverse, which `path` needs, takes D passes.
  iaf: (dim) => ({
    flow: autoregressive(dim, { layers: 2, hidden: [32, 32], activation: 'tanh' }),
    diagonal: false,
    gradient: 'base-path',
  }),
};

export const rungNames = Object.keys(makers) as readonly RungName[];

/**
 * Coupling layers after sinh and arcsinh of each coordinate, which give the base tails that are not those of a Gaussian. One
 * coordinate has no other to be coupled with: it is mapped by layers without.
 */
function couplings(dim: number, transformer: 'affine' | 'rational-quadratic', layers: number): Flow {
  const tails = sinhArcsinh(dim);
  if (dim === 1) return chain([tails, autoregressive(1, { transformer: 'rational-quadratic', layers: 1 })]);
  const hidden = [Math.max(16, 2 * dim), Math.max(16, 2 * dim)];
  return chain([tails, coupling(dim, { transformer, layers, hidden, activation: 'tanh', mixing: 'permutation' })]);
}

/** @throws RangeError for a name that there is not */
export function rungOf(name: RungName, dim: number): Rung {
  if (!Object.hasOwn(makers, name)) throw new RangeError(unknownName('approximation', `${name}`, rungNames));
  return makers[name](dim);
}

/** The approximation of the options: a name, or a flow of somebody's own, and how it is fitted where that is said. */
export function chosenRung(dim: number, { flow, diagonal, gradient }: PosteriorSettings): Rung {
  const own = typeof flow === 'string' ? rungOf(flow, dim) : ofFlow(flow!, dim);
  return { ...own, diagonal: diagonal ?? own.diagonal, gradient: gradient ?? own.gradient };
}

function ofFlow(flow: Flow, dim: number): Rung {
  if (flow.dim === dim) return { flow, diagonal: false, gradient: flow.inverseKind === 'exact' ? 'path' : 'base-path' };
  const wanted = `have dim ${dim}, as many as the parameters have free numbers`;
  throw new RangeError(expected('the flow', wanted, flow.dim, 'fitPosterior'));
}
