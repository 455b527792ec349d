import type { View } from '../plan/view.js';

/** One loop of a nest. */
export interface Loop {
  readonly size: number;
  /** Whether its elements become one. */
  readonly isReduced: boolean;
  /** Four elements at a time. */
  readonly isVector: boolean;
  /** Written out, one element after the other. */
  readonly isUnrolled: boolean;
  /** From one element to the next, for each access, in bytes. */
  readonly strides: readonly number[];
}

/** Whether instructions work on four elements or on one, whose number is then in all lanes. */
export type Mode = 'vector' | 'single';

type Axis = Pick<Loop, 'size' | 'isReduced' | 'strides'>;

/** Loops of up to so many turns inside of others are written out. */
const mostUnrolled = 4;
/** Numbers of a vector. */
export const lanes = 4;

/**
 * The loops over a shape, from the outermost: reduced axes inside, and within each kind the one last that is best taken
 * four elements at a time.
 * @param work instructions per element
 */
export function loopsOf(
  shape: readonly number[],
  reduced: readonly number[],
  accesses: readonly View[],
  { work, isRunning }: { work: number; isRunning: boolean },
): Loop[] {
  const axes = shape.map((size, i) => ({
    size,
    isReduced: reduced.includes(i),
    strides: accesses.map(({ strides }) => strides[i]! * 4),
  }));
  const [kept, inner] = [false, true].map((kind) => merged(axes.filter(({ isReduced }) => isReduced === kind))) as [
    Axis[],
    Axis[],
  ];
  const candidates = [...kept, ...(isRunning ? [] : inner)].filter(isForward);
  const costs = new Map(candidates.map((axis) => [axis, vectorCost(axis, work)]));
  const vector = candidates.reduce<Axis | undefined>(
    (best, axis) => (best && costs.get(best)! < costs.get(axis)! ? best : axis),
    undefined,
  );
  const last = (list: Axis[]) => [...list.filter((axis) => axis !== vector), ...list.filter((axis) => axis === vector)];
  const order = [...last(kept), ...last(inner)];
  const vectorAt = order.indexOf(vector!);
  return order.map((axis, i) => ({
    ...axis,
    isVector: axis === vector,
    isUnrolled: i > 0 && i > vectorAt && axis !== vector && axis.size <= mostUnrolled && isForward(axis),
  }));
}

const isForward = ({ strides }: Axis): boolean => strides.every((stride) => stride >= 0);

/** Neighbouring axes as one where all accesses go on from one to the other at the same distance. */
function merged(axes: readonly Axis[]): Axis[] {
  const result: Axis[] = [];
  for (const axis of axes) {
    const outer = result.at(-1);
    const goesOn = outer?.strides.every((stride, i) => stride === axis.strides[i]! * axis.size);
    if (outer && goesOn) result[result.length - 1] = { ...axis, size: outer.size * axis.size };
    else result.push(axis);
  }
  return result;
}

/** Time per element where an axis is taken four elements at a time, in instructions. */
function vectorCost({ size, strides }: Axis, work: number): number {
  const vectors = Math.floor(size / lanes);
  const rest = size % lanes;
  const costs = strides.reduce((sum, stride) => sum + (stride === 0 ? 0.2 : stride === 4 ? 1 : 5), 0);
  return (vectors * (work + costs) + rest * (work + strides.length)) / size;
}
