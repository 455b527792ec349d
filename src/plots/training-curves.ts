import type { Figure } from './figure.js';
import { type LineChartOptions, lineChart, type Series } from './lines.js';
import { methodLabel, methodStyle } from './methods.js';

/** The course of one training, as result files hold it. */
export interface TrainingCurve {
  /** The method, such as `planar`. */
  family: string;
  /** K, 0 without a flow. */
  K: number;
  points: readonly {
    step: number;
    /** Mean over the updates since the point before, nats. */
    trainBound: number;
    /** On held-out data, nats; null where none was measured. */
    validBound?: number | null;
  }[];
}

/** Part of the training bounds that may stand above the picture: the first updates are far worse than all others. */
const cutOff = 0.1;

/**
 * Training bound (thin) and held-out bound (thick, labelled) against updates. The y axis leaves out the worst tenth of
 * the training bounds unless `yRange` is given.
 */
export function trainingCurves(curves: readonly TrainingCurve[], options: LineChartOptions = {}): Figure {
  const series = curves.flatMap(seriesOf);
  const yRange = usualRange(series);
  return lineChart(series, {
    xTitle: 'updates',
    yTitle: 'bound on −ln p(x), nats',
    ...(yRange && { yRange }),
    ...options,
  });
}

function seriesOf({ family, K, points }: TrainingCurve): Series[] {
  const { colour } = methodStyle(family);
  const name = methodLabel(family, K);
  const train = { name, colour, x: points.map(({ step }) => step), y: points.map(({ trainBound }) => trainBound) };
  const held = points.filter(({ validBound }) => typeof validBound === 'number');
  if (held.length === 0) return [train];
  const valid = { name, colour, x: held.map(({ step }) => step), y: held.map(({ validBound }) => validBound!) };
  return [
    { ...train, name: '', width: 1, opacity: 0.5 },
    { ...valid, width: 2.5, markers: held.length <= 20 },
  ];
}

function usualRange(series: readonly Series[]): [number, number] | undefined {
  const values = series.flatMap(({ y }) => Array.from(y)).filter(Number.isFinite);
  if (values.length < 2) return undefined;
  values.sort((a, b) => a - b);
  const [low, high] = [values[0]!, values[Math.floor((1 - cutOff) * (values.length - 1))]!];
  const room = 0.06 * (high - low) || 0.5;
  return [low - room, high + room];
}

/**
 * A training curve, each point the mean over the updates since the one before: without the last where that is the mean
 * over fewer than the others, so that noise does not look like a turn at the end.
 */
export function wholeMeans(steps: readonly number[], values: readonly number[]) {
  const last = steps.length - 1;
  const isShort = last > 1 && steps[last]! - steps[last - 1]! < steps[1]! - steps[0]!;
  return isShort ? { x: steps.slice(0, last), y: values.slice(0, last) } : { x: steps, y: values };
}
