import { withNote } from '../../src/plots/index.js';
import type { FigureEntry, Result } from './registry.js';

/** Said in every figure that synthetic digits stand in for MNIST. */
const syntheticNote = 'synthetic digits';

/** What `figures/<id>.json` holds: a function of the result alone. */
export function figureJson(entry: FigureEntry, result: unknown): string {
  const figure = entry.make(result);
  const marked = (result as Result).meta?.synthetic ? withNote(figure, syntheticNote) : figure;
  return `${JSON.stringify(marked)}\n`;
}
