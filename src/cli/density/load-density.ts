import { type FittedFlow, fittedFlow } from '../../fitting/index.js';
import { type ColumnNames, loadFlow } from '../../training/index.js';

/** A density of a file, with the names of its columns. */
export interface NamedDensity {
  readonly q: FittedFlow;
  readonly columns: Required<ColumnNames>;
}

/**
 * The density of a file of `vinf fit` or `saveFlow`; where that names no columns, they are x1, x2, … as in a CSV without
 * names, and those of the context c1, c2, ….
 * @throws UserError, one line, if the file is missing, damaged, or of something else
 */
export async function loadDensity(path: string): Promise<NamedDensity> {
  const loaded = await loadFlow(path);
  const { dim, contextDim } = loaded.flow;
  const numbered = (letter: string, count: number) => Array.from({ length: count }, (_, j) => `${letter}${j + 1}`);
  const columns = { x: numbered('x', dim), context: numbered('c', contextDim), ...loaded.columns };
  return { q: fittedFlow(loaded), columns };
}
