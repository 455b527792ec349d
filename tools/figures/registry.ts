import { type Figure, type TrainingCurve, trainingCurves } from '../../src/plots/index.js';

/** What a result file says about itself, as far as figures care. */
export interface Result {
  meta: { synthetic?: boolean };
}

/** A figure of the report: a pure function of one result file, so that anybody can draw it again. */
export interface FigureEntry {
  /** Name of the figure's files in `figures/`, and of the figure in the report. */
  id: string;
  /** Name of a file in `report/results`, without `.json`. */
  result: string;
  /** Makes the figure from what the file holds. */
  // biome-ignore lint/suspicious/noExplicitAny: each entry knows the shape of its own result file
  make(result: any): Figure;
}

/** All figures. A new one is an entry here. */
export const figures: readonly FigureEntry[] = [
  {
    id: 'mnist-training',
    result: 'mnist-quick',
    make: ({ curves }: { curves: TrainingCurve[] }) => trainingCurves(curves),
  },
];

/** The command that writes each result file. */
export const writers: Readonly<Record<string, string>> = {
  'mnist-quick': 'npx vinf study mnist --profile quick',
};

/** `report/results/a.json is missing; write it with: …` */
export function missingResult(name: string): string {
  const command = Object.hasOwn(writers, name) ? writers[name] : undefined;
  return `report/results/${name}.json is missing${command ? `; write it with: ${command}` : ''}`;
}
