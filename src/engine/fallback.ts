import { firstLine } from '../errors.js';

const told = new Set<string>();

/** Why the eager engine is used, in one line; it counts as told from now on. */
export function fallbackWarning(error: unknown): string {
  const warning = `The eager engine is used: ${firstLine(error)}`;
  told.add(warning);
  return warning;
}

/** The same where it has not been told in this process yet; else undefined. */
export function newFallbackWarning(error: unknown): string | undefined {
  const before = told.size;
  const warning = fallbackWarning(error);
  return told.size > before ? warning : undefined;
}
