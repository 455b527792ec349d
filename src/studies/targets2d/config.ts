import { z } from 'zod';
import { type EnergyName, energyNames } from '../../densities/index.js';
import { paperFlows } from '../../runs/families.js';
import type { Profile } from '../results.js';

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
  /** Of each spline, for families that have some. */
  bins?: number;
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

export const target2dConfigSchema: z.ZodType<Target2dConfig> = z.object({
  ...{ target: z.enum(energyNames), halfWidth: z.number(), penalty: z.number() },
  ...{ family: z.string(), layers: z.number(), hidden: z.number(), bins: z.number().exactOptional(), seed: z.number() },
  ...{ steps: z.number(), batch: z.number(), learningRate: z.number(), annealingSteps: z.number() },
  initialLogStd: z.number(),
});

// Deviation: Adam and thousands of updates in place of RMSprop at 1e-5 and 500,000.
export const defaultTarget2d: Omit<Target2dConfig, 'target' | 'family' | 'layers' | 'seed'> = {
  halfWidth: 4, // the range of the paper's pictures
  penalty: 1,
  hidden: 0,
  steps: 3000,
  batch: 256,
  learningRate: 5e-3,
  annealingSteps: 1200,
  initialLogStd: 0,
};

/** One flow of a profile; the flows of the 2015 paper at each K, others at a number of parameters. */
interface Cell {
  family: string;
  layers: number;
  hidden?: number;
  bins?: number;
}

const niceHidden = 16;

const paperCells = (Ks: readonly number[]): Cell[] =>
  paperFlows.flatMap((family) =>
    Ks.map((layers) => ({ family, layers, ...(family.startsWith('nice') ? { hidden: niceHidden } : {}) })),
  );

/** Found on U1, U2 and U4. */
const ownSettings: Readonly<Record<string, Partial<Target2dConfig>>> = {
  planar: { steps: 6000, annealingSteps: 3000 },
  radial: { steps: 4000, annealingSteps: 1500, learningRate: 2e-2 }, // reference points have far to go
  'spline-coupling': { steps: 4000, learningRate: 8e-3 },
};

/**
 * A few additive couplings that start as narrow as the target lose a mode of U1 in every other run, and less often if
 * they start wide and the target comes up slowly. With many the rate decides: each update moves all of them, and at
 * 6e-3 the masses of the two modes wander until the rate falls and stay as unequal as they happen to be.
 */
const niceSettings = (layers: number): Partial<Target2dConfig> =>
  layers > 8
    ? { steps: 4000, annealingSteps: 2000, learningRate: 3e-3 }
    : { annealingSteps: 2000, learningRate: 6e-3, initialLogStd: 1 };

const isRichest = ({ layers, bins }: Cell): boolean => layers === richest.layers && bins === richest.bins;

/** What a cell has of its own. */
function settingsOf(cell: Cell): Partial<Target2dConfig> {
  if (cell.family.startsWith('nice')) return niceSettings(cell.layers);
  return { ...ownSettings[cell.family], ...(isRichest(cell) && richestSettings) };
}

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

/** As large as the sharp corners of U4 ask for: more layers with fewer bins fit them better than few with many. */
const richest: Cell = { family: 'spline-coupling', layers: 6, hidden: 48, bins: 6 };

/**
 * What is left after 4000 updates at 256 draws is noise, a tenth or more in density all along the ridges; and a branch of
 * U4 is lost where the target comes up fast.
 */
const richestSettings = { steps: 5000, batch: 512, learningRate: 5e-3, annealingSteps: 2000 };

/** The configs of a profile, in the order in which they run: the first seed of every cell comes before the second. */
export function target2dConfigs(profile: Profile): Target2dConfig[] {
  const full = profile === 'full';
  const cells = full ? [...paperCells([2, 8, 32]), ...smallCells, ...largeCells, richest] : paperCells([2, 8]);
  const seeds = full ? [0, 1, 2, 3, 4] : [0];
  const short = { steps: 1200, annealingSteps: 500 };
  const settings = (cell: Cell) => {
    const { learningRate = defaultTarget2d.learningRate, ...own } = settingsOf(cell);
    return full ? { ...own, learningRate } : { ...own, ...short, learningRate: Math.max(1e-2, learningRate) };
  };
  return seeds.flatMap((seed) =>
    energyNames.flatMap((target) =>
      cells.map((cell) => ({ ...defaultTarget2d, ...settings(cell), target, ...cell, seed })),
    ),
  );
}

/** ln σ of the base at the start: much narrower than the targets, or wider. */
const startWidths = { narrow: -2, wide: 1 } as const;

/**
 * What start, annealing and number of updates do to the modes of U1 that a run finds: every combination, several seeds.
 * The rates are those of the flows' own cells.
 */
export function collapseConfigs(profile: Profile): Target2dConfig[] {
  const full = profile === 'full';
  const flows: Cell[] = [
    { family: 'planar', layers: 8 },
    { family: 'nice-orth', layers: 8, hidden: niceHidden },
  ];
  const lengths = full ? [1000, 4000] : [600];
  const seeds = full ? [0, 1, 2, 3, 4] : [0, 1];
  return flows.flatMap((flow) =>
    lengths.flatMap((steps) =>
      Object.values(startWidths).flatMap((initialLogStd) =>
        [1, steps / 2].flatMap((annealingSteps) =>
          seeds.map((seed) => {
            const settings = { ...defaultTarget2d, ...settingsOf(flow), steps, initialLogStd, annealingSteps };
            return { ...settings, target: 'U1' as const, ...flow, seed };
          }),
        ),
      ),
    ),
  );
}
