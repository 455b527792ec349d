const sourceLines = 20;
const reasonLines = 6;

/** A cell that did not run to its end: which one, its source and why, in a few lines. */
export class CellError extends Error {
  override readonly name = 'CellError';

  constructor(
    readonly path: string,
    /** 1, 2, … among the code cells */
    readonly cell: number,
    readonly source: string,
    readonly reason: string,
  ) {
    const lines = source.trimEnd().split('\n');
    const more = lines.length > sourceLines ? [`… ${lines.length - sourceLines} more lines`] : [];
    const shown = [...lines.slice(0, sourceLines), ...more].map((line) => `    ${line}`);
    super([`${path}: cell [${cell}] failed`, ...shown, reason].join('\n'));
  }
}

/** Why a cell failed: what the kernel said of it, without stacks. */
export function plainReason(reason = ''): string {
  const lines = reason.split('\n');
  const headline = lines.findIndex((line) => /^(Uncaught )?[\w.]*(Error|Exception)\b.*?:/.test(line));
  const message = lines.slice(Math.max(0, headline)).filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  return message.slice(0, reasonLines).join('\n') || 'It failed, and the kernel gave no reason';
}
