import { UserError } from '../../src/errors.js';

/** Something in the report's source that cannot be resolved, and where. */
export interface Problem {
  /** Of the source, from 1. */
  line: number;
  message: string;
}

/** One line per problem, `report/report.md:12: …`, in the order of the source. */
export function reportError(path: string, problems: readonly Problem[]): UserError {
  const inOrder = [...problems].sort((a, b) => a.line - b.line);
  return new UserError(inOrder.map(({ line, message }) => `${path}:${line}: ${message}`).join('\n'));
}
