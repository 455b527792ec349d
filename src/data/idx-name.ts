/** A part of a data set. */
export type Part = 'train' | 'valid' | 'test';

/** What the name of an IDX file says. */
export interface IdxName {
  /** By a word that begins with `train`, `valid`, `test` or `t10k`, or is `val`; none where there are several or no such words. */
  readonly part?: Part;
  /** The other words, which files of one set have in common. */
  readonly set: string;
}

const partWords: readonly (readonly [Part, RegExp])[] = [
  ['train', /^train/],
  ['valid', /^(valid|val$)/],
  ['test', /^(test|t10k)/],
];
const formatWords = /^(images?|labels?|idx\d*|ubyte)$/;

/** `emnist-letters-train-images-idx3-ubyte.gz` is the part `train` of the set `emnist-letters`. */
export function parseIdxName(name: string): IdxName {
  const words = withoutGz(name)
    .replaceAll(/([a-z])(?=[A-Z])/g, '$1-')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const parts = new Set(words.flatMap((word) => partOf(word) ?? []));
  const set = words.filter((word) => !partOf(word) && !formatWords.test(word)).join('-');
  const [part] = parts.size === 1 ? parts : [];
  return { set, ...(part && { part }) };
}

const partOf = (word: string): Part | undefined => partWords.find(([, pattern]) => pattern.test(word))?.[0];

/** The name of a file without the ending of gzip. */
export const withoutGz = (name: string): string => name.replace(/\.gz$/i, '');

/** Whether a name is one of an IDX file, whatever is in it: `train-images.idx3-ubyte`, `letters.idx`, or just `test.gz`. */
export function saysIdx(name: string): boolean {
  const plain = withoutGz(name);
  return /[-_.](idx\d*|ubyte)$/i.test(plain) || (!plain.includes('.') && parseIdxName(plain).part !== undefined);
}
