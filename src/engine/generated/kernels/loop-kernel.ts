import { elementwise } from '../maths/elementwise.js';
import { type Vector, type Vectors, vectors } from '../maths/vectors.js';
import { isView, type LoopStatement, type Reduction } from '../plan/statement.js';
import { sameView, type View } from '../plan/view.js';

/** What becomes of a vector: it is stored, or it joins the others of a reduction, whose result is. */
export interface Sink {
  readonly vector: Vector;
  /** Where it is stored, one of the accesses; undefined where nobody reads it. */
  readonly access?: number;
  readonly reduction?: Reduction;
}

/** The vectors of fused loops, the places in memory that they load and store, and what becomes of them. */
export interface LoopBody {
  readonly vectors: readonly Vector[];
  readonly accesses: readonly View[];
  readonly sinks: readonly Sink[];
}

/**
 * The body of fused loops: what an earlier loop has computed is not loaded.
 * @param written the results that are stored
 * @param call a call of the function that an operator is
 */
export function loopBody(
  statements: readonly LoopStatement[],
  written: ReadonlySet<View>,
  call: (v: Vectors, type: string, operands: readonly Vector[]) => Vector,
): LoopBody {
  const v = vectors();
  const accesses: View[] = [];
  const made: { view: View; vector: Vector }[] = [];
  const accessOf = (view: View) => {
    const known = accesses.findIndex((other) => sameView(other, view));
    return known < 0 ? accesses.push(view) - 1 : known;
  };
  const read = (view: View) => made.find((each) => sameView(each.view, view))?.vector ?? v.source(accessOf(view));
  const sinks = statements.map(({ operands, compute, result, reduction }): Sink => {
    const values = operands.map((operand) =>
      isView(operand) ? read(operand) : v.constant(operand.kind, operand.value),
    );
    const vector = compute(v, values, (type, of) => call(v, type, of));
    if (!reduction) made.push({ view: result, vector });
    const access = written.has(result) ? { access: accessOf(result) } : {};
    return { vector, ...access, ...(reduction && { reduction }) };
  });
  return { vectors: v.all, accesses, sinks: sinks.filter(({ access }) => access !== undefined) };
}

/** An operator as the body of a function of its own. */
export function operatorVectors(type: string, count: number): { all: readonly Vector[]; result: Vector } {
  const v = vectors();
  const operands = Array.from({ length: count }, (_, i) => v.source(i));
  const result = elementwise[type]!(v, operands, { attributes: {}, from: 'float32' });
  return { all: v.all, result };
}
