import { UserError } from '../../errors.js';
import type { FitObjective } from '../../fitting/index.js';
import {
  autoregressive,
  continuous,
  type Flow,
  invert,
  planar,
  radial,
  rationalQuadraticTransformer,
  realNvp,
  splineCoupling,
} from '../../flows/index.js';

interface FamilyOptions {
  layers: number;
  /** Columns that the density is conditional on. */
  contextDim: number;
}

/** A flow that can be fitted to data: it has an inverse. */
interface DataFamily {
  /** One line for `--help`. */
  readonly summary: string;
  /** K where nobody says. */
  readonly layers: number;
  /** Columns that it needs. */
  readonly least: number;
  /** Whether it can be conditional. */
  readonly conditional: boolean;
  /** What it is trained by; see `fitFlow`. */
  readonly objective?: FitObjective;
  make(dim: number, options: FamilyOptions): Flow;
}

const networks = { layers: 4, least: 2, conditional: true };

/** Flows for data by name. */
const families = {
  'spline-coupling': { ...networks, summary: 'spline couplings', make: splineCoupling },
  'real-nvp': { ...networks, summary: 'affine couplings', make: realNvp },
  'spline-maf': {
    ...{ ...networks, least: 1, summary: 'autoregressive splines, for one column too' },
    make: (dim, options) => invert(autoregressive(dim, { ...options, transformer: rationalQuadraticTransformer() })),
  },
  maf: {
    ...{ ...networks, least: 1, summary: 'affine autoregressive' },
    make: (dim, options) => invert(autoregressive(dim, options)),
  },
  planar: {
    ...{ layers: 8, least: 1, conditional: false, summary: 'as in Rezende & Mohamed 2015, not conditional' },
    make: (dim, { layers }) => planar(dim, { layers }),
  },
  radial: {
    ...{ layers: 8, least: 1, conditional: false, summary: 'likewise' },
    make: (dim, { layers }) => radial(dim, { layers }),
  },
  continuous: {
    ...{ layers: 16, least: 1, conditional: true, objective: 'flow-matching' as const },
    summary: 'a velocity field trained by flow matching, with --layers as the steps along it',
    make: (dim, { layers, contextDim }) => continuous(dim, { steps: layers, contextDim }),
  },
} satisfies Record<string, DataFamily>;

export type FamilyName = keyof typeof families;

export const familyNames = Object.keys(families) as FamilyName[];

/** For `--help`: each name with what it is. */
export const familiesHelp = familyNames.map((name) => `${name} (${families[name].summary})`).join('; ');

/**
 * The flow of a name for a table; without one spline couplings, or, for one column, which these cannot take, splines.
 * @throws UserError for a table of too few columns, or a condition that the flow cannot have
 */
export function flowFor(
  { flow, layers }: { flow?: FamilyName | undefined; layers?: number | undefined },
  { dim, contextDim }: { dim: number; contextDim: number },
): { family: FamilyName; flow: Flow; objective: FitObjective } {
  const name = flow ?? (dim === 1 ? 'spline-maf' : 'spline-coupling');
  const family: DataFamily = families[name];
  const others = (fits: (family: DataFamily) => boolean) =>
    familyNames.filter((other) => fits(families[other])).join(', ');
  if (dim < family.least) {
    throw new UserError(
      `--flow ${name} needs at least ${family.least} columns; for one there are: ${others(({ least }) => least === 1)}`,
    );
  }
  if (contextDim > 0 && !family.conditional) {
    throw new UserError(
      `--flow ${name} cannot be conditional (--given); those that can: ${others(({ conditional }) => conditional)}`,
    );
  }
  const made = family.make(dim, { layers: layers ?? family.layers, contextDim });
  return { family: name, flow: made, objective: family.objective ?? 'likelihood' };
}
