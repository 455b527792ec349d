/** A value that JSON can hold, infinite numbers included. */
export type Plain = string | number | boolean | null | readonly Plain[] | PlainObject;

/** Plain values by name. */
export interface PlainObject {
  readonly [name: string]: Plain;
}

/** As JSON; numbers that JSON cannot hold are written as words. */
export const plainText = (value: Plain): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'number' && !Number.isFinite(part) ? String(part) : part));

/** Where two texts of `plainText` differ first, such as `layers 4 and 6`; undefined where they do not. */
export function firstDifference(one: string, other: string): { place: string; one: string; other: string } | undefined {
  return one === other ? undefined : difference(JSON.parse(one), JSON.parse(other), '');
}

function difference(one: Plain, other: Plain, place: string): { place: string; one: string; other: string } {
  if (isObject(one) && isObject(other)) {
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const [a, b] = [one[key] ?? null, other[key] ?? null];
      if (plainText(a) !== plainText(b)) return difference(a, b, place ? `${place}.${key}` : key);
    }
  }
  return { place: place || 'the whole', one: plainText(one), other: plainText(other) };
}

/** Arrays too: their keys are numbers. */
const isObject = (value: Plain): value is PlainObject => typeof value === 'object' && value !== null;
