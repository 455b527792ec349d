/** A value that JSON can hold, infinite numbers included. */
export type Plain = string | number | boolean | null | readonly Plain[] | PlainObject;

/** Plain values by name. */
export interface PlainObject {
  readonly [name: string]: Plain;
}

/** As JSON; numbers that JSON cannot hold are written as words. */
export const plainText = (value: Plain): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'number' && !Number.isFinite(part) ? String(part) : part));

/** The value of a text of `plainText`, infinite numbers included. */
export const plainValue = (text: string): Plain =>
  JSON.parse(text, (_, part) => (part === 'Infinity' || part === '-Infinity' ? Number(part) : part));

/** Where two texts of `plainText` differ first, such as `layers 4 and 6`; undefined where they do not. */
export function firstDifference(one: string, other: string): { place: string; one: string; other: string } | undefined {
  return one === other ? undefined : difference(JSON.parse(one), JSON.parse(other), '');
}

function difference(one: Plain, other: Plain, place: string): ReturnType<typeof firstDifference> {
  if (!isObject(one) || !isObject(other)) {
    const texts = { one: plainText(one), other: plainText(other) };
    return texts.one === texts.other ? undefined : { place: place || 'the whole', ...texts };
  }
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = difference(one[key] ?? null, other[key] ?? null, place ? `${place}.${key}` : key);
    if (found) return found;
  }
  return undefined; // The same values in another order.
}

/** Arrays too: their keys are numbers. */
export const isObject = (value: Plain): value is PlainObject => typeof value === 'object' && value !== null;
