const fewest = 5; // significant digits, less than a pixel where numbers begin at 0
const most = 17; // tell all doubles apart
const heeded = 0.9; // of the neighbours; a few may come close to each other by chance

export interface ShortOptions {
  /** All numbers on the same axis, which say how short a list of equal numbers can be; default only the list's own. */
  beside?: ArrayLike<number>;
  /** How far a number may move, as a share of the distance to its neighbours; default a fifth. */
  room?: number;
}

/**
 * Numbers with as few significant digits as show them: five, and more where these would move numbers too far beside
 * the distance to the next in the list, as those of 123456.1, 123456.2 would. A curve looks as it was given however
 * near one looks, and files stay short.
 */
export function shortNumbers(values: ArrayLike<number>, { beside = values, room = 0.2 }: ShortOptions = {}): number[] {
  const given = Array.from(values);
  const neighbours = pairs(given);
  const apart = neighbours.length > 0 ? neighbours : pairs(Array.from(beside));
  let digits = fewest;
  while (digits < most && !keepsApart(apart, digits, room)) digits++;
  return given.map((value) => rounded(value, digits));
}

const rounded = (value: number, digits: number): number => Number(value.toPrecision(digits));

type Pair = readonly [number, number];

/** Numbers that differ and follow each other. */
function pairs(values: readonly number[]): Pair[] {
  const finite = values.filter(Number.isFinite);
  return finite.slice(1).flatMap((value, i) => (value === finite[i] ? [] : [[finite[i]!, value] as const]));
}

function keepsApart(apart: readonly Pair[], digits: number, room: number): boolean {
  const moved = (value: number) => Math.abs(rounded(value, digits) - value);
  const kept = apart.filter(([a, b]) => Math.max(moved(a), moved(b)) <= room * Math.abs(b - a));
  return kept.length >= heeded * apart.length;
}
