import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { project } from '../support/folders.js';

/** A recipe of README.md or CONTRIBUTING.md, as its text has it. */
export interface Recipe {
  /** The files that it writes or changes, by path, as they are afterwards. */
  files: Record<string, string>;
  /** What its commands print, where the text says so; '' elsewhere. */
  prints: string;
}

/** A marked block, and the paragraph above it. */
const example = /([^\n]*)\n\n<!-- example: (\S+) (\S+) -->\n```(\w+)\n(.*?)^```$/gms;

/** @throws Error for a recipe without blocks, a text above a block that does not name its file, a change without a place */
export function recipe(document: string, name: string): Recipe {
  const text = readFileSync(join(project, document), 'utf8');
  const made: Recipe = { files: {}, prints: '' };
  for (const [, above, of, path, language, block] of text.matchAll(example)) {
    if (of !== name) continue;
    if (path === 'prints') made.prints = block!;
    else if (above!.includes(`\`${path}\``)) made.files[path!] = language === 'diff' ? changed(path!, block!) : block!;
    else throw new Error(`${document}: the text above the block of ${path} does not name it: ${above}`);
  }
  if (Object.keys(made.files).length === 0) throw new Error(`${document} has no recipe "${name}"`);
  return made;
}

/** A file of the project with the lines that begin with `+` behind the one above them. */
function changed(path: string, diff: string): string {
  if (!existsSync(join(project, path))) throw new Error(`${path} is not there and cannot be changed`);
  const before = readFileSync(join(project, path), 'utf8');
  return diff.split(/^@@\n/m).reduce((text, hunk) => {
    const lines = hunk.trimEnd().split('\n');
    const place = `\n${lines[0]!.slice(1)}\n`;
    const added = lines.slice(1).map((line) => `${line.slice(1)}\n`);
    if (added.every((line) => text.includes(`\n${line}`))) return text; // Somebody has followed the recipe here.
    const pieces = `\n${text}`.split(place);
    if (pieces.length !== 2) throw new Error(`${path}: "${lines[0]}" is there ${pieces.length - 1} times, not once`);
    return `${pieces[0]}${place}${added.join('')}${pieces[1]}`.slice(1);
  }, before);
}
