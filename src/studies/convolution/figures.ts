import type { Figure } from '../../plots/figure.js';
import { type Interval, intervalChart } from '../../plots/intervals.js';
import { type LineChartOptions, lineChart } from '../../plots/lines.js';
import { methodStyle } from '../../plots/methods.js';

/** What `report/results/convolution.json` holds, as far as figures go. */
export interface ConvolutionFigures {
  rows: readonly { family: string; params: number; bpd: number }[];
  posteriors: readonly { family: string }[];
  comparisons: readonly (Omit<Interval, 'label' | 'colour'> & { quantity: string; first: string; second: string })[];
  curves: readonly { family: string; steps: readonly number[]; bpd: readonly number[]; msPerUpdate: number }[];
}

/** What `bench/convolution.json` holds, as far as figures go. */
export interface ConvolutionCosts {
  rows: readonly { method: string; N: number; msPerRow: number }[];
}

const costStyles: Readonly<Record<string, { name: string; colour: string }>> = {
  fft: { name: 'circular, FFT', colour: methodStyle('convolution').colour },
  matrix: { name: 'circular, matrix', colour: methodStyle('adaptive-convolution').colour },
  plu: { name: 'P L U', colour: methodStyle('linear').colour },
};

/**
 * Milliseconds of one sample, forward and log-determinant, against N: convolutions beside a dense linear flow.
 * Powers of two only, where the FFT is at its best: any other N costs it several times as much.
 */
export function convolutionCost({ rows }: ConvolutionCosts, options: LineChartOptions = {}): Figure {
  const curves = Object.entries(costStyles).map(([method, style]) => {
    const own = rows.filter((row) => row.method === method && Number.isInteger(Math.log2(row.N)));
    return { ...style, x: own.map(({ N }) => N), y: own.map(({ msPerRow }) => msPerRow), markers: true };
  });
  const scales = { xScale: 'log', yScale: 'log' } as const;
  return lineChart(curves, { xTitle: 'N', yTitle: 'ms per sample', ...scales, ...options });
}

/** Models whose pixels are shuffled answer another question than how good a model is. */
const isControl = (family: string): boolean => family.endsWith('-shuffled');

/** Bits per dimension against the number of parameters beside each pixel's mean and scale. */
export function convolutionBits({ rows }: ConvolutionFigures): Figure {
  const shown = rows.filter(({ family, params }) => params > 0 && !isControl(family)).sort((a, b) => a.bpd - b.bpd);
  const points = shown.map(({ family, params, bpd }) => {
    const { label: name, colour } = methodStyle(family);
    return { name, colour, x: [params], y: [bpd], markers: true };
  });
  return lineChart(points, {
    ...{ xTitle: 'parameters', yTitle: 'bits per dimension', xScale: 'log', labels: 'legend' },
    ...{ width: 760, height: 380 },
  });
}

/** Bits per dimension of validation images against the processor time of the updates. */
export function convolutionTraining({ curves }: ConvolutionFigures): Figure {
  const series = curves.map(({ family, steps, bpd, msPerUpdate }) => {
    const { label: name, colour } = methodStyle(family);
    return { name, colour, x: steps.map((step) => (step * msPerUpdate) / 1000), y: bpd };
  });
  return lineChart(series, {
    xTitle: 'seconds of processor time',
    yTitle: 'bits per dimension',
    labels: 'legend',
    width: 760,
  });
}

/** Paired differences with their intervals, one line each: left of 0 the first model is better. */
export function convolutionDifferences(
  { comparisons }: ConvolutionFigures,
  quantity: 'bpd' | 'nll' | 'bound',
  pairs: readonly (readonly [first: string, second: string])[],
): Figure {
  const intervals = pairs.flatMap(([first, second]) => {
    const found = comparisons.find((one) => one.quantity === quantity && one.first === first && one.second === second);
    const label = `${methodStyle(first).label} − ${methodStyle(second).label}`;
    return found ? [{ ...found, label, colour: methodStyle(first).colour }] : [];
  });
  const unit = quantity === 'bpd' ? 'bits per dimension' : 'nats';
  return intervalChart(intervals, { xTitle: `difference, ${unit}` });
}

/** Convolutions of images: by how much each model differs from the one that it extends. */
export const densityGains = (result: ConvolutionFigures): Figure =>
  convolutionDifferences(result, 'bpd', [
    ['gaussian-circular', 'gaussian-diagonal'],
    ['gaussian-symmetric', 'gaussian-diagonal'],
    ['gaussian-full', 'gaussian-diagonal'],
    ['gaussian-symmetric-shuffled', 'gaussian-diagonal'],
    ['conv-circular', 'pixels'],
    ['conv-symmetric', 'pixels'],
    ['conv-symmetric-shuffled', 'pixels'],
    ['linear-plu', 'pixels'],
    ['nice', 'pixels'],
    ['real-nvp', 'pixels'],
    ['conv-adaptive', 'real-nvp'],
    ['conv-real-nvp', 'real-nvp'],
  ]);

/** Posteriors on binarised digits: −ln p(x) against no flow, and what each permutation changes. */
export function posteriorGains(result: ConvolutionFigures): Figure {
  const families = result.posteriors.map(({ family }) => family).filter((family) => family !== 'identity');
  const permuted = families.filter((family) => family.startsWith('conv-') && family.endsWith('-perm'));
  return convolutionDifferences(result, 'nll', [
    ...families.map((family) => [family, 'identity'] as const),
    ...permuted.map((family) => [family, family.slice(0, -'-perm'.length)] as const),
  ]);
}
