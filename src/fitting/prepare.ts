import { expected } from '../errors.js';
import type { Flow } from '../flows/flow.js';
import { checkedStandardisation, type Standardisations } from '../training/flow-file/standardisation.js';
import type { Examples } from './batches.js';
import { fewValues } from './few-values.js';
import { splitRows } from './held-out.js';
import { columnScales, farFromUnit, farOut, standardised, unchanged } from './standardisation.js';
import { checkColumns, pickRows, type Rows, rowsOf, type Table } from './table.js';

export interface PrepareOptions {
  context?: Table;
  validation: number | HeldOutTables;
  standardise: boolean;
  /** Of noise on the data, with which columns of few values are none. */
  jitter: number;
  seed: number;
  onWarning(message: string): void;
}

/** Rows that are held out, with their contexts where the flow takes one. */
export interface HeldOutTables {
  data: Table;
  context?: Table;
}

/** What a flow is fitted to. */
export interface Prepared {
  train: Examples;
  /** Nothing where nothing is held out. */
  held: Examples | undefined;
  standardisation: Standardisations;
}

/** Rows of the data with the contexts beside them. */
export interface Pair {
  x: Rows;
  context?: Rows;
}

/**
 * Reads data and contexts, holds a share of them out, and standardises both by the means and scales of the others.
 * @throws RangeError for rows or columns that do not fit each other or the flow, numbers that are not finite, a column that
 *   does not vary, or too few rows; TypeError for a context that is missing
 */
export function prepare(flow: Flow, data: Table, options: PrepareOptions): Prepared {
  const { context, validation, seed } = options;
  const all = readPair(flow, data, context, 'the data', 'the context');
  if (typeof validation !== 'number') {
    const held = readPair(flow, validation.data, validation.context, 'validation.data', 'validation.context');
    return scaled(flow, all, held.x.count > 0 ? held : undefined, options);
  }
  const split = splitRows(all.x.count, validation, seed, where);
  const held = split.held.length > 0 ? pickPairs(all, split.held) : undefined;
  return scaled(flow, pickPairs(all, split.train), held, options);
}

const where = 'fitFlow';

function readPair(flow: Flow, data: Table, context: Table | undefined, what: string, whatContext: string): Pair {
  const x = rowsOf(data, what, where);
  checkColumns(x, flow.dim, what, `${where}, ${flow.name}`);
  if (flow.contextDim === 0) {
    if (context === undefined) return { x };
    throw new RangeError(expected(whatContext, 'be left out, as the flow takes none', 'one', `${where}, ${flow.name}`));
  }
  if (context === undefined) {
    const wanted = `have ${flow.contextDim} columns, beside ${what}`;
    throw new TypeError(expected(whatContext, wanted, 'nothing', `${where}, ${flow.name}`));
  }
  const given = rowsOf(context, whatContext, where);
  checkColumns(given, flow.contextDim, whatContext, `${where}, ${flow.name}`);
  if (given.count !== x.count) {
    throw new RangeError(expected(whatContext, `have ${x.count} rows like ${what}`, given.count, where));
  }
  return { x, context: given };
}

/** Some of the rows, with their contexts. */
export const pickPairs = ({ x, context }: Pair, indices: Uint32Array): Pair => ({
  x: pickRows(x, indices),
  ...(context && { context: pickRows(context, indices) }),
});

function scaled(
  flow: Flow,
  train: Pair,
  held: Pair | undefined,
  { standardise, jitter, onWarning }: PrepareOptions,
): Prepared {
  const { count } = train.x;
  // Fewer lie in a hyperplane, where a likelihood has no bound.
  if (count <= flow.dim) {
    const wanted = `have at least ${flow.dim + 1} rows to train on, one more than columns`;
    throw new RangeError(expected('the data', wanted, count, where));
  }
  const scalesOf = (rows: Rows, what: string) => {
    const scales = columnScales(rows, what, where);
    const warnings = [...farOut(rows, scales, what), ...(standardise ? [] : farFromUnit(scales, what))];
    for (const warning of warnings) onWarning(warning);
    return standardise ? scales : unchanged(rows.columns);
  };
  const x = scalesOf(train.x, 'the data');
  for (const warning of jitter > 0 ? [] : fewValues(train.x, 'the data')) onWarning(warning);
  const context = train.context && scalesOf(train.context, 'the context');
  const examples = (pair: Pair): Examples => ({
    count: pair.x.count,
    x: standardised(pair.x, x),
    ...(context && { context: standardised(pair.context!, context) }),
  });
  return {
    train: examples(train),
    held: held && examples(held),
    standardisation: checkedStandardisation({ x, ...(context && { context }) }, flow, where),
  };
}
