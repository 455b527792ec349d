import { withNote } from '../../src/plots/index.js';
import type { StudyResult } from '../../src/studies/results.js';
import type { OtherResults } from '../../src/studies/study.js';
import type { FigureEntry } from './registry.js';

/** Said in every figure that synthetic digits stand in for MNIST. */
const syntheticNote = 'synthetic digits';

/** What `figures/<id>.json` holds: a function of result files alone. */
export function figureJson(entry: FigureEntry, content: unknown, other: OtherResults): string {
  const figure = entry.make(content, other);
  const { meta } = content as Partial<StudyResult>;
  const marked = meta?.synthetic ? withNote(figure, syntheticNote) : figure;
  return `${JSON.stringify(marked)}\n`;
}
