import { canonical } from './canonical.js';
import { type LoopStatement, readsOf, type Statement } from './statement.js';
import { type Buffer, extentOf, sameView, type View } from './view.js';

/** Loops over the same elements as one, in their order. */
export interface FusedLoops {
  readonly kind: 'loops';
  readonly statements: LoopStatement[];
}

export type Step = FusedLoops | Exclude<Statement, LoopStatement>;

/** Operands of one function: more make V8 slow to compile it. */
const mostOperands = 160;

interface Written {
  view: View;
  /** Place of the step. */
  at: number;
  /** Whether a loop over the same elements may go on with the number that it has just computed. */
  canGoOn: boolean;
}

/**
 * Statements as few steps: a loop joins the first one over the same elements that comes after all that it reads. What it
 * reads element by element may be computed in that very loop.
 */
export function fuse(statements: readonly Statement[]): Step[] {
  const steps: Step[] = [];
  const written = new Map<Buffer, Written[]>();
  for (const given of statements) {
    const statement = given.kind === 'loop' ? canonical(given) : given;
    const needed = readsOf(statement).flatMap((read) => dependencies(written, read));
    const at = placeFor(statement, needed, steps);
    if (statement.kind !== 'loop') steps[at] = statement;
    else if (steps[at]) (steps[at] as FusedLoops).statements.push(statement);
    else steps[at] = { kind: 'loops', statements: [statement] };
    const entry = { view: statement.result, at, canGoOn: statement.kind === 'loop' && !statement.reduction };
    written.set(statement.result.buffer, [...(written.get(statement.result.buffer) ?? []), entry]);
  }
  return steps;
}

interface Dependency {
  at: number;
  /** Whether the read is of the same element. */
  isSame: boolean;
}

function dependencies(written: ReadonlyMap<Buffer, readonly Written[]>, read: View): Dependency[] {
  return (written.get(read.buffer) ?? [])
    .filter(({ view }) => overlap(view, read))
    .map(({ view, at, canGoOn }) => ({ at, isSame: canGoOn && sameView(view, read) }));
}

export function overlap(a: View, b: View): boolean {
  if (a.buffer !== b.buffer) return false;
  const [p, q] = [extentOf(a), extentOf(b)];
  return p.first <= q.last && q.first <= p.last;
}

function placeFor(statement: Statement, needed: readonly Dependency[], steps: readonly Step[]): number {
  if (statement.kind !== 'loop') return steps.length;
  const first = needed.reduce((latest, { at, isSame }) => Math.max(latest, isSame ? at : at + 1), 0);
  for (let at = first; at < steps.length; at++) if (canJoin(steps[at]!, statement)) return at;
  return steps.length;
}

function canJoin(step: Step, { shape, reduction, operands }: LoopStatement): boolean {
  if (step.kind !== 'loops') return false;
  const [head] = step.statements;
  if (head!.shape.join() !== shape.join()) return false;
  const all = step.statements.flatMap((each) => (each.reduction ? [each.reduction] : []));
  if ([...all, reduction].some((each) => each?.running)) return false;
  if (all[0] && reduction && all[0].axes.join() !== reduction.axes.join()) return false;
  return step.statements.reduce((count, each) => count + each.operands.length, operands.length) <= mostOperands;
}
