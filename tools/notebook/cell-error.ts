import type { Output } from './outputs.js';

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

/** Why a cell failed: what tslab wrote to `stderr`, without stacks. */
export function plainReason(outputs: readonly Output[]): string {
  const lines = stderr(outputs).split('\n');
  const headline = lines.findIndex((line) => /^(Uncaught )?[\w.]*(Error|Exception)\b.*?:/.test(line));
  const message = lines.slice(Math.max(0, headline)).filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  return message.slice(0, reasonLines).join('\n') || 'It failed, and the kernel gave no reason';
}

/**
 * What went wrong in a cell although tslab calls it a success: an error in a timer or an unawaited promise, or a type
 * error in a `%%module` cell. Only `stderr` tells.
 */
export function trouble(outputs: readonly Output[]): string | undefined {
  const failed = /^(UncaughtException:|UnhandledPromiseRejection:|(\S+ )?\d+:\d+ - )/m.exec(stderr(outputs));
  return failed
    ? plainReason([{ output_type: 'stream', name: 'stderr', text: stderr(outputs).slice(failed.index) }])
    : undefined;
}

function stderr(outputs: readonly Output[]): string {
  return outputs
    .map((output) => (output.output_type === 'stream' && output.name === 'stderr' ? output.text : ''))
    .join('');
}
