import type { ImportanceEstimate } from '../../objectives/index.js';

/** Bound and −ln p(x) of a test image, nats. */
export type ImageScore = Pick<ImportanceEstimate, 'bound' | 'nll'>;

/** The scores of all test images of a model as a result file keeps them; see `packScores`. */
export interface PackedScores {
  bound: string;
  nll: string;
}

/** A hundredth of a nat: far below the spread over images, about 20 nats. */
const unit = 0.01;

/** Scores as text that is short in a file: whole hundredths of nats, 16 bits each, in base64. */
export function packScores(scores: readonly ImageScore[]): PackedScores {
  return { bound: pack(scores.map(({ bound }) => bound)), nll: pack(scores.map(({ nll }) => nll)) };
}

/** What `packScores` wrote, to half a hundredth of a nat. */
export function unpackScores({ bound, nll }: PackedScores): ImageScore[] {
  const bounds = unpack(bound);
  return unpack(nll).map((value, i) => ({ bound: bounds[i]!, nll: value }));
}

function pack(values: readonly number[]): string {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, i) => {
    bytes.writeUInt16LE(Math.min(0xffff, Math.max(0, Math.round(value / unit))), 2 * i);
  });
  return bytes.toString('base64');
}

function unpack(text: string): number[] {
  const bytes = Buffer.from(text, 'base64');
  return Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(2 * i) * unit);
}
