import * as tf from '@tensorflow/tfjs';
import { expected } from '../../errors.js';
import type { Flow } from '../../flows/flow.js';
import { rowOf } from '../../tensors/values.js';

/** Mean and standard deviation of each column: a flow's x, or its context, stands for mean + std·x. */
export interface Standardisation {
  /** One number for each column. */
  readonly mean: readonly number[];
  /** One number above 0 for each column. */
  readonly std: readonly number[];
}

/** How data and context of a flow are standardised. */
export interface Standardisations {
  /** Of the data, D columns. */
  readonly x: Standardisation;
  /** Of the context, C columns: there where the flow takes one, and nowhere else. */
  readonly context?: Standardisation;
}

/**
 * A standardisation that fits a flow, as a copy of plain numbers.
 * @param given as somebody wrote it, or as a file has it
 * @throws RangeError unless it has D columns for the data and C for a context, finite and with standard deviations above 0
 *   in float32
 */
export function checkedStandardisation(
  given: Partial<Standardisations> | null,
  { dim, contextDim }: Flow,
  where: string,
): Standardisations {
  const x = checkedScales('x', given?.x, dim, where);
  if (contextDim > 0) return { x, context: checkedScales('context', given?.context, contextDim, where) };
  if (given?.context === undefined) return { x };
  throw new RangeError(expected('standardisation.context', 'be left out, as the flow takes none', 'one', where));
}

function checkedScales(
  of: keyof Standardisations,
  scales: Standardisation | undefined,
  columns: number,
  where: string,
): Standardisation {
  const numbers = (part: keyof Standardisation, wanted: string, holds: (value: number) => boolean): number[] => {
    const what = `${part} of standardisation.${of}`;
    const values = Array.from(scales?.[part] ?? []);
    if (values.length !== columns) {
      throw new RangeError(
        expected(what, `have ${columns} numbers`, scales?.[part] ? values.length : 'nothing', where),
      );
    }
    const at = values.findIndex((value) => !(typeof value === 'number' && holds(Math.fround(value))));
    if (at >= 0) throw new RangeError(expected(what, wanted, `${values[at]} at ${at}`, where));
    return values;
  };
  return {
    mean: numbers('mean', 'be finite', Number.isFinite),
    std: numbers('std', 'be above 0 and finite', (value) => value > 0 && value < Infinity),
  };
}

/** Standardised rows of a tensor [B, columns], (x − mean)/std, in float32. */
export const standardisedRows = (x: tf.Tensor2D, { mean, std }: Standardisation): tf.Tensor2D =>
  tf.tidy(() => tf.div<tf.Tensor2D>(tf.sub(x, rowOf(mean)), rowOf(std)));
