import { sameShape } from '../../onnx/graph.js';
import { canonical } from './canonical.js';
import { type LoopStatement, type RoundsStatement, readsOf, type Statement } from './statement.js';
import { type Buffer, extentOf, sameView, type View } from './view.js';

/** Loops over the same elements as one, in their order. */
export interface FusedLoops {
  readonly kind: 'loops';
  readonly statements: LoopStatement[];
  /** Of all statements. */
  operandCount: number;
}

/** The steps of one round, the last of which carries on what it has made. */
export interface RoundsStep extends Pick<RoundsStatement, 'kind' | 'again' | 'most' | 'result'> {
  readonly steps: readonly Step[];
}

export type Step = FusedLoops | RoundsStep | Exclude<Statement, LoopStatement | RoundsStatement>;

/** Operands of one function: more are no faster, and V8 compiles small functions sooner. */
const mostOperands = 64;

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
    if (statement.kind === 'loop') join(steps, at, statement);
    else steps[at] = statement.kind === 'rounds' ? roundsOf(statement) : statement;
    const entry = { view: statement.result, at, canGoOn: statement.kind === 'loop' && !statement.reduction };
    written.set(statement.result.buffer, [...(written.get(statement.result.buffer) ?? []), entry]);
  }
  return steps;
}

const roundsOf = ({ kind, again, most, result, body, carry }: RoundsStatement): RoundsStep => ({
  kind,
  again,
  most,
  result,
  steps: [...fuse(body), ...fuse([carry])],
});

/** Puts a loop into the step at a place, or begins one there. */
function join(steps: Step[], at: number, statement: LoopStatement): void {
  const there = steps[at];
  const loops: FusedLoops = there?.kind === 'loops' ? there : { kind: 'loops', statements: [], operandCount: 0 };
  loops.statements.push(statement);
  loops.operandCount += statement.operands.length;
  steps[at] = loops;
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

/** Whether two views may have numbers in common: by the first and the last of each. */
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
  if (step.operandCount + operands.length > mostOperands) return false;
  if (!sameShape(step.statements[0]!.shape, shape)) return false;
  const all = step.statements.flatMap((each) => (each.reduction ? [each.reduction] : []));
  if ([...all, reduction].some((each) => each?.running)) return false;
  return !all[0] || !reduction || sameShape(all[0].axes, reduction.axes);
}
