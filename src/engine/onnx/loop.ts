import type { Builder } from './builder.js';
import { scalar, unary, where } from './elementwise.js';
import { type Body, operandsOf, operatorsFor, type Value } from './graph.js';

/** One round of a loop: what is carried on, of the types and shapes it came with, and whether another follows. */
export interface Round {
  state: readonly Value[];
  again: Value;
}

/**
 * A loop of at least one and at most so many rounds. What a round computes without its state is computed once.
 * @param round every part of what it returns has to depend on what it is given
 */
export function loop(
  g: Builder,
  most: Value,
  start: readonly Value[],
  round: (state: readonly Value[]) => Round,
): readonly Value[] {
  const inputs = [{ shape: [], type: 'int64' } as const, { shape: [], type: 'bool' } as const, ...start];
  const carried = inputs.map((like) => g.carried(like));
  const { state, again } = round(carried.slice(2));
  return g.emit('Loop', [most, scalar(g, 1, 'bool'), ...start], start, {}, bodyOf(carried, [again, ...state]));
}

/** The same, with NaN for all numbers where the last of the rounds asks for another. */
export function finishedLoop(
  g: Builder,
  most: number,
  start: readonly Value[],
  round: (state: readonly Value[]) => Round,
): readonly Value[] {
  const limit = g.constant([], 'int64', [Math.min(most, 2 ** 31 - 1)]);
  const [unfinished, ...results] = loop(g, limit, [scalar(g, 1, 'bool'), ...start], ([, ...state]) => {
    const { again, state: next } = round(state);
    return { again, state: [unary(g, 'Identity', again), ...next] }; // A result of a graph cannot be two of them.
  });
  return results.map((x) => (x.type === 'float32' ? where(g, unfinished!, scalar(g, Number.NaN), x) : x));
}

function bodyOf(inputs: readonly Value[], outputs: readonly Value[]): Body {
  const inside = new Set(inputs);
  const operators = operatorsFor(outputs).filter((operator) => {
    const depends = operandsOf(operator).some((value) => inside.has(value));
    if (depends) for (const value of operator.outputs) inside.add(value);
    return depends;
  });
  const captured = new Set(operators.flatMap(operandsOf).filter((value) => !inside.has(value)));
  return { inputs, outputs, operators, captured: [...captured] };
}
