import { costFigure, type Row } from '../../bench/figure.js';
import type { Figure } from '../../src/plots/index.js';
import {
  type ConvolutionCosts,
  type ConvolutionFigures,
  convolutionBits,
  convolutionCost,
  convolutionTraining,
  densityGains,
  posteriorGains,
} from '../../src/studies/convolution/figures.js';
import { type DensityFits, densityCurves, densityGallery } from '../../src/studies/densities2d/figures.js';
import { flowLayers } from '../../src/studies/flow-layers/figures.js';
import { mnistTraining } from '../../src/studies/mnist/figures.js';
import {
  boundsByLayers,
  type CellBounds,
  gainsOverPlain,
  type ModelLook,
  type PairedGain,
  posteriorShapes,
  sampleCurves,
} from '../../src/studies/mnist-analysis/figures.js';
import { type GradientLook, type RaceBounds, raceByLayers } from '../../src/studies/mnist-analysis/race-figure.js';
import { klBudget, klCurves, klTrend, type TargetResult, targetsFigure } from '../../src/studies/targets2d/figures.js';
import { publishedBounds } from './published.js';

/** What a result file says about itself, as far as figures care. */
export interface Result {
  meta?: { synthetic?: boolean };
}

/** A figure of the report: a pure function of one result file, so that anybody can draw it again. */
export interface FigureEntry {
  /** Name of the figure's files in `figures/`, and of the figure in the report. */
  id: string;
  /** Name of a file in `report/results`, without `.json`, or of one that is `elsewhere`. */
  result: string;
  /** Where the figure's files are, if not in `figures/`. */
  folder?: string;
  /** Makes the figure from what the file holds. */
  // biome-ignore lint/suspicious/noExplicitAny: each entry knows the shape of its own result file
  make(result: any): Figure;
}

/** What `mnist-analysis.json` holds, as far as figures go. */
interface MnistFigures {
  cells: CellBounds[];
  comparisons: PairedGain[];
  race: RaceBounds;
  runs: (ModelLook & GradientLook)[];
}

/** Figures of a study that has a quick and a full profile, one of each. */
const bothProfiles = (study: string, makers: Record<string, FigureEntry['make']>): FigureEntry[] =>
  Object.entries(makers).flatMap(([name, make]) =>
    ['', '-quick'].map((profile) => ({ id: `${name}${profile}`, result: `${study}${profile}`, make })),
  );

/** All figures. A new one is an entry here. */
export const figures: readonly FigureEntry[] = [
  ...bothProfiles('targets2d', {
    targets2d: (result: TargetResult) => targetsFigure(result),
    'targets2d-kl': (result: TargetResult) => klTrend(result),
    'targets2d-budget': (result: TargetResult) => klBudget(result),
    'targets2d-training': (result: TargetResult) => klCurves(result),
  }),
  ...bothProfiles('densities2d', {
    densities2d: (result: DensityFits) => densityGallery(result),
    'densities2d-training': (result: DensityFits) => densityCurves(result),
  }),
  ...bothProfiles('convolution', {
    'convolution-bits': (result: ConvolutionFigures) => convolutionBits(result),
    'convolution-gains': (result: ConvolutionFigures) => densityGains(result),
    'convolution-training': (result: ConvolutionFigures) => convolutionTraining(result),
    'convolution-posteriors': (result: ConvolutionFigures) => posteriorGains(result),
  }),
  { id: 'convolution-cost', result: 'bench-convolution', make: (costs: ConvolutionCosts) => convolutionCost(costs) },
  { id: 'flow-layers', result: 'flow-layers', make: flowLayers },
  ...bothProfiles('mnist', { 'mnist-training': mnistTraining }),
  ...bothProfiles('mnist-analysis', {
    'mnist-bounds': ({ cells }: MnistFigures) => boundsByLayers(cells, publishedBounds()),
    'mnist-gains': ({ comparisons }: MnistFigures) => gainsOverPlain(comparisons),
    'mnist-importance': ({ runs }: MnistFigures) => sampleCurves(runs),
    'mnist-race': ({ race, runs }: MnistFigures) => raceByLayers(race, runs),
    'mnist-posteriors': ({ runs }: MnistFigures) => posteriorShapes(runs),
  }),
  { id: 'cost', result: 'bench', folder: 'bench', make: ({ rows }: { rows: Row[] }) => costFigure(rows) },
];

/** Results that are not in `report/results`. */
export const elsewhere: Readonly<Record<string, string>> = {
  bench: 'bench/results.json',
  'bench-convolution': 'bench/convolution.json',
  published: 'report/published.json',
};

/** The command that writes each result file. */
export const writers: Readonly<Record<string, string>> = {
  bench: 'npm run bench',
  'flow-layers': 'npx vinf study layers',
  mnist: 'npx vinf study mnist --profile full',
  'mnist-quick': 'npx vinf study mnist --profile quick',
  'mnist-analysis': 'npx vinf study mnist-analysis --profile full',
  'mnist-analysis-quick': 'npx vinf study mnist-analysis --profile quick',
  'bench-convolution': 'npx tsx bench/convolution.ts',
  convolution: 'npx vinf study convolution --profile full',
  'convolution-quick': 'npx vinf study convolution --profile quick',
  targets2d: 'npx vinf study targets2d --profile full',
  'targets2d-quick': 'npx vinf study targets2d --profile quick',
  densities2d: 'npx vinf study densities2d --profile full',
  'densities2d-quick': 'npx vinf study densities2d --profile quick',
};

/** `report/results/a.json is missing; write it with: …` */
export function missingResult(name: string): string {
  const command = Object.hasOwn(writers, name) ? writers[name] : undefined;
  return `${elsewhere[name] ?? `report/results/${name}.json`} is missing${command ? `; write it with: ${command}` : ''}`;
}
