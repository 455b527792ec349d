import { z } from 'zod';
import { type BenchRow, costFigure } from '../../bench/figure.js';
import { checked } from '../../src/files/checked.js';
import type { Figure } from '../../src/plots/index.js';
import { convolutionCost } from '../../src/studies/convolution/figures.js';
import { allStudies } from '../../src/studies/index.js';
import { restoreFromGit } from '../../src/studies/results.js';
import { commandOfStudy } from '../../src/studies/shown.js';
import { type OtherResults, resultName, type Study, writeAnew } from '../../src/studies/study.js';

/** A figure of the report: a pure function of one result file, so that anybody can draw it again. */
export interface FigureEntry {
  /** Name of the figure's files in `figures/`, and of the figure in the report. */
  id: string;
  /** Name of a file in `report/results`, without `.json`, or of one that is `elsewhere`. */
  result: string;
  /** Where the figure's files are, if not in `figures/`. */
  folder?: string;
  /** Makes the figure from what the file holds. @throws UserError if that is not what it should be */
  make(content: unknown, other: OtherResults): Figure;
}

/** All figures of a study, one of each profile. */
const figuresOf = (study: Study): FigureEntry[] =>
  study.figures.flatMap(({ id, make }) =>
    study.profiles.map((profile) => {
      const result = resultName(study, profile);
      return {
        id: profile === 'full' ? id : `${id}-${profile}`,
        result,
        make: (content, other) => make(checked(study.schema, content, `${result}.json`, writeAnew), other),
      };
    }),
  );

const costs = z.object({ rows: z.array(z.object({ method: z.string(), N: z.number(), msPerRow: z.number() })) });
const steps: z.ZodType<{ rows: BenchRow[] }> = z.object({
  rows: z.array(z.object({ engine: z.string(), flow: z.string(), K: z.number(), ms: z.number() })),
});

/** Figures of the benchmarks. */
const benchFigures: readonly FigureEntry[] = [
  {
    id: 'convolution-cost',
    result: 'bench-convolution',
    make: (content) => convolutionCost(measured(costs, content, 'bench-convolution')),
  },
  {
    id: 'cost',
    result: 'bench',
    folder: 'bench',
    make: (content) => costFigure(measured(steps, content, 'bench').rows),
  },
];

/** All figures of the report. */
export const figures: readonly FigureEntry[] = [...allStudies.flatMap(figuresOf), ...benchFigures];

/** Results that are not in `report/results`. */
export const elsewhere: Readonly<Record<string, string>> = {
  bench: 'bench/results.json',
  'bench-card': 'bench/card.json',
  'bench-convolution': 'bench/convolution.json',
  'bench-small': 'bench/small.json',
  'bench-targets': 'bench/targets.json',
  published: 'report/published.json',
};

const benchCommands: Readonly<Record<string, string>> = {
  bench: 'npm run bench',
  'bench-card': 'npx tsx bench/card.ts',
  'bench-convolution': 'npx tsx bench/convolution.ts',
  'bench-small': 'npx tsx bench/small.ts',
  'bench-targets': 'npx tsx bench/targets.ts',
};

/** What a file of a benchmark holds. @throws UserError if that is not what it should be */
function measured<T>(schema: z.ZodType<T>, content: unknown, name: 'bench' | 'bench-convolution'): T {
  const path = elsewhere[name]!;
  return checked(schema, content, path, `${restoreFromGit(path)}; or write it anew with: ${benchCommands[name]}`);
}

/** The command that writes a result file, if one does. */
export function writerOf(name: string): string | undefined {
  for (const study of allStudies) {
    const profile = study.profiles.find((one) => resultName(study, one) === name);
    if (profile) return commandOfStudy(study, profile);
  }
  return Object.hasOwn(benchCommands, name) ? benchCommands[name] : undefined;
}

/** `report/results/a.json is missing; write it with: …` */
export function missingResult(name: string): string {
  const command = writerOf(name);
  return `${elsewhere[name] ?? `report/results/${name}.json`} is missing${command ? `; write it with: ${command}` : ''}`;
}
