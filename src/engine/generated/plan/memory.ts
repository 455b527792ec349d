import type { Step } from './fuse.js';
import { overlap } from './fuse.js';
import { isView, type LoopStatement, readsOf } from './statement.js';
import { type Buffer, sameView, type View } from './view.js';

/** Bytes; a cache line. */
export const alignment = 64;

/** What a step reads from memory: not what an earlier loop of the same step has just computed. */
function readsOfStep(step: Step): readonly View[] {
  if (step.kind === 'rounds') return [...step.steps.flatMap(readsOfStep), step.again];
  if (step.kind !== 'loops') return readsOf(step);
  return step.statements.flatMap(({ operands }, i) =>
    operands.filter(isView).filter((read) => !madeBefore(step.statements.slice(0, i), read)),
  );
}

/** The statement among those before whose result an operand is, element by element. */
const madeBefore = (before: readonly LoopStatement[], read: View): LoopStatement | undefined =>
  before.find(({ result, reduction }) => !reduction && sameView(result, read));

/** The results that are read from memory, or lie where somebody wants them; the others need not be written. */
export function writtenResults(steps: readonly Step[]): ReadonlySet<View> {
  const reads = new Map<Buffer, View[]>();
  for (const read of steps.flatMap(readsOfStep)) reads.set(read.buffer, [...(reads.get(read.buffer) ?? []), read]);
  const isWanted = (result: View) =>
    result.buffer.address !== undefined || (reads.get(result.buffer) ?? []).some((read) => overlap(read, result));
  return new Set(steps.flatMap(resultsOf).filter(isWanted));
}

function resultsOf(step: Step): View[] {
  if (step.kind === 'rounds') return step.steps.flatMap(resultsOf);
  return step.kind === 'loops' ? step.statements.map(({ result }) => result) : [step.result];
}

/**
 * Gives each buffer that has none an address; buffers that are not in use at the same time share memory. All that rounds
 * use is in use together.
 * @param start the first free byte
 * @returns the end, in bytes
 */
export function giveAddresses(steps: readonly Step[], written: ReadonlySet<View>, start: number): number {
  const used = new Map<Buffer, { first: number; last: number }>();
  for (const [i, step] of steps.entries()) {
    const views = [...readsOfStep(step), ...resultsOf(step).filter((result) => written.has(result))];
    for (const { buffer } of views)
      if (buffer.address === undefined) used.set(buffer, { first: used.get(buffer)?.first ?? i, last: i });
  }
  const constants = [...used.keys()].filter(({ constant }) => constant);
  const end = constants.reduce((at, buffer) => {
    buffer.address = at;
    return at + bytesOf(buffer);
  }, start);
  return shareMemory(used, end);
}

const bytesOf = ({ size }: Buffer): number => Math.ceil((size * 4) / alignment) * alignment;

interface Block {
  at: number;
  bytes: number;
  until: number;
}

/** At its first use a buffer gets the first gap between those in use that is large enough. */
function shareMemory(used: ReadonlyMap<Buffer, { first: number; last: number }>, start: number): number {
  let blocks: Block[] = [];
  let end = start;
  const inOrder = [...used].filter(([{ address }]) => address === undefined).sort(([, a], [, b]) => a.first - b.first);
  for (const [buffer, { first, last }] of inOrder) {
    blocks = blocks.filter(({ until }) => until >= first);
    const bytes = bytesOf(buffer);
    let at = start;
    for (const block of blocks) {
      if (at + bytes <= block.at) break;
      at = Math.max(at, block.at + block.bytes);
    }
    buffer.address = at;
    blocks = [...blocks, { at, bytes, until: last }].sort((a, b) => a.at - b.at);
    end = Math.max(end, at + bytes);
  }
  return end;
}

/** The buffers that hold numbers from the start. */
export const constantsOf = (steps: readonly Step[]): ReadonlySet<Buffer> =>
  new Set(steps.flatMap(readsOfStep).flatMap(({ buffer }) => (buffer.constant ? [buffer] : [])));
