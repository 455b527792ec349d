import type { Arrays } from '../../problem/problem.js';
import type { Shapes } from '../../problem/shapes.js';
import { checkedInput } from '../eager-function.js';
import type { Program } from './program.js';

/** Copies inputs to where a program reads them. @throws RangeError where one is missing or of another size */
export function feed({ inputs: places }: Program, shapes: Shapes, inputs: Arrays): void {
  for (const name in shapes) places.get(name)!.set(checkedInput(inputs, name, shapes[name]!));
}
