import type { Arrays, Problem } from '../../problem/problem.js';
import { checkedInput } from '../eager-function.js';
import type { Program } from './program.js';

/** Copies inputs to where a program reads them. @throws RangeError where one is missing or of another size */
export function feed(
  { inputs: places }: Program,
  { inputs, hints = {} }: Pick<Problem, 'inputs' | 'hints'>,
  given: Arrays,
): void {
  for (const name in inputs) places.get(name)!.set(checkedInput(given, name, inputs[name]!, hints[name]));
}
