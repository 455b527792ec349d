import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';

const library = new URL('..', import.meta.url);
const libraryPaths = [library.href, fileURLToPath(library)];

/** Frames that say nothing to the reader of a notebook: Node, tslab and the kernel, and the code that tslab made of the cell. */
const internals = /\(?node:|[\\/]node_modules[\\/]tslab[\\/]|[\\/]notebook[\\/]kernel[\\/]|evalmachine\.<anonymous>/;

/**
 * Makes this process print errors as a notebook's reader needs them. What the library says about a wrong call is one line
 * (`RangeError: Expected layers to be at least 1, got -3`); any other error keeps its stack, less the frames of Node and
 * tslab. tslab passes errors to `console.error` and has no setting for this, so the hook is in how Node prints an error:
 * meant for the process of a kernel, see `kernel-preload.ts`.
 */
export function plainErrors(): void {
  Object.defineProperty(Error.prototype, inspect.custom, {
    configurable: true,
    writable: true,
    value(this: Error) {
      return describeError(this);
    },
  });
}

/** The text that `plainErrors` prints for an error. */
export function describeError(error: Error): string {
  const headline = error.message ? `${error.name}: ${error.message}` : error.name;
  const lines = (error.stack ?? '').split('\n');
  const frames = lines.filter((line) => line.startsWith('    at '));
  if (isAboutCall(error, frames[0])) return headline;
  const kept = frames.filter((frame) => !internals.test(frame));
  const cause = error.cause === undefined ? [] : [`  because of ${inspect(error.cause)}`];
  return [...excerpt(lines), headline, ...kept, ...cause, ...shortFormHint(error, frames[0])].join('\n');
}

/**
 * A name that passed the type check and is not defined when the cell runs is one of an earlier cell in the short form of
 * a property, which tslab forgets to translate.
 */
function shortFormHint(error: Error, thrower = ''): string[] {
  const [, name] = /^([\w$]+) is not defined$/.exec(error.message) ?? [];
  if (!name || !thrower.includes('evalmachine')) return [];
  return [
    `  If ${name} is of an earlier cell, write { ${name}: ${name} } for { ${name} }: tslab does not know the short form.`,
  ];
}

/** Whether the library complains about how it was called, rather than fails by itself. */
function isAboutCall(error: Error, thrower = ''): boolean {
  if (error.name === 'UserError') return true;
  return /^(Expected|Unknown) /.test(error.message) && libraryPaths.some((path) => thrower.includes(path));
}

/** The line of the cell with a caret below it, which Node puts before some stacks. */
function excerpt([place = '', line = '', caret = '']: string[]): string[] {
  return place.startsWith('evalmachine') && caret.trim().startsWith('^') ? [line, caret] : [];
}
