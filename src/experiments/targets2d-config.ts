import { type EnergyName, energyNames } from '../densities/index.js';

/** Everything that decides one row of the study of 2-D targets. */
export interface Target2dConfig {
  target: EnergyName;
  /** c and κ of the target's domain; see `energy`. */
  halfWidth: number;
  penalty: number;
  family: string;
  /** K */
  layers: number;
  /** Units in the hidden layer of each of the flow's networks; 0 for families without networks. */
  hidden: number;
  seed: number;
  steps: number;
  /** Draws per update. */
  batch: number;
  /** Of Adam; constant for half of the updates, then falling along a cosine. */
  learningRate: number;
  /** Updates until β = 1. */
  annealingSteps: number;
  /** ln σ of the base at the start. */
  initialLogStd: number;
}

// Deviation: Adam and thousands of updates in place of RMSprop at 1e-5 and 500,000.
export const defaultTarget2d: Omit<Target2dConfig, 'target' | 'family' | 'layers' | 'seed'> = {
  halfWidth: 4, // the range of the paper's pictures
  penalty: 1,
  hidden: 0,
  steps: 8000,
  batch: 256,
  learningRate: 5e-3,
  annealingSteps: 3000,
  initialLogStd: 0,
};

export type PlaneProfileName = 'quick' | 'full';
export const planeProfileNames: readonly PlaneProfileName[] = ['quick', 'full'];

/** One flow of a profile; the flows of the 2015 paper at each K, others at a number of parameters. */
interface Cell {
  family: string;
  layers: number;
  hidden?: number;
}

const paperFamilies = ['planar', 'radial', 'nice-orth', 'nice-perm'];

const niceHidden = 16;

const paperCells = (Ks: readonly number[]): Cell[] =>
  paperFamilies.flatMap((family) =>
    Ks.map((layers) => ({ family, layers, ...(family.startsWith('nice') ? { hidden: niceHidden } : {}) })),
  );

/**
 * Reference points of radial layers have far to go; NICE leaves poor fits behind only with large steps; splines profit
 * from a long end. Found on U1 and U4.
 */
const ownSettings: Readonly<Record<string, Partial<Target2dConfig>>> = {
  radial: { learningRate: 2e-2 },
  'nice-orth': { learningRate: 1e-2 },
  'nice-perm': { learningRate: 1e-2 },
  'spline-coupling': { learningRate: 8e-3, steps: 12_000 },
};

/** As many parameters as 32 planar layers, 160, within a tenth. */
export const smallCells: readonly Cell[] = [
  { family: 'affine-coupling', layers: 6, hidden: 6 },
  { family: 'spline-coupling', layers: 2, hidden: 2 },
  { family: 'iaf', layers: 4, hidden: 5 },
  { family: 'sylvester', layers: 13 },
  { family: 'residual', layers: 4, hidden: 8 },
  { family: 'convolution', layers: 20 },
];

/** As many parameters as 32 NICE layers, 1570, within two per cent; the others have no networks to put them in. */
export const largeCells: readonly Cell[] = [
  { family: 'affine-coupling', layers: 8, hidden: 48 },
  { family: 'spline-coupling', layers: 4, hidden: 15 },
  { family: 'iaf', layers: 7, hidden: 32 },
  { family: 'residual', layers: 8, hidden: 39 },
];

/** The configs of a profile, in the order in which they run: the first seed of every cell comes before the second. */
export function target2dConfigs(profile: PlaneProfileName): Target2dConfig[] {
  const full = profile === 'full';
  const cells = full ? [...paperCells([2, 8, 32]), ...smallCells, ...largeCells] : paperCells([2, 8]);
  const seeds = full ? [0, 1, 2, 3, 4] : [0];
  const short = { steps: 1200, annealingSteps: 500, learningRate: 1e-2 };
  const settings = ({ family }: Cell) => ({ ...(full ? {} : short), ...(ownSettings[family] ?? {}) });
  return seeds.flatMap((seed) =>
    energyNames.flatMap((target) =>
      cells.map((cell) => ({ ...defaultTarget2d, ...settings(cell), target, ...cell, seed })),
    ),
  );
}
