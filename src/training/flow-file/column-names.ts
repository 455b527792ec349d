import { expected } from '../../errors.js';
import type { Flow } from '../../flows/flow.js';

/** What the columns of a flow's data are called, and those of its context. */
export interface ColumnNames {
  /** D names. */
  readonly x: readonly string[];
  /** C names: there where the flow takes a context, and nowhere else. */
  readonly context?: readonly string[];
}

/**
 * Names that fit a flow, as a copy.
 * @param given as somebody wrote them, or as a file has them
 * @throws RangeError unless there is a text for each column of data and context, and none of them twice
 */
export function checkedNames(
  given: Partial<ColumnNames> | null,
  { dim, contextDim }: Flow,
  where: string,
): ColumnNames {
  const x = texts('x', given?.x, dim, where);
  const context = texts('context', given?.context, contextDim, where);
  const all = [...x, ...context];
  const twice = all.find((name, i) => all.indexOf(name) < i);
  if (twice !== undefined) {
    throw new RangeError(expected('columns', 'have names that differ', `"${twice}" twice`, where));
  }
  return { x, ...(contextDim > 0 && { context }) };
}

function texts(of: keyof ColumnNames, names: unknown, count: number, where: string): string[] {
  const what = `columns.${of}`;
  const list: unknown = names ?? [];
  if (!Array.isArray(list) || list.length !== count) {
    const got = Array.isArray(names) ? names.length : (names ?? 'nothing');
    throw new RangeError(expected(what, `be ${count} names`, got, where));
  }
  const at = list.findIndex((name) => typeof name !== 'string');
  if (at >= 0) throw new RangeError(expected(what, 'be text', `${list[at]} at ${at}`, where));
  return [...list];
}
