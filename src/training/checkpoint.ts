import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { readSafetensors, writeSafetensors } from '../files/safetensors.js';
import { layout, type Slice } from '../problem/layout.js';
import type { WeightSpec } from '../problem/problem.js';
import type { TrainingState } from '../problem/step.js';

const checkpointsKept = 2;
const bestFile = 'best.safetensors';
const pattern = /^step-(\d{9})\.safetensors$/;

/** A training state and whatever else a resumed run must know. */
export interface Checkpoint {
  state: TrainingState;
  /** Free text, such as the sums that the next row of metrics will be the mean of. */
  notes: Record<string, string>;
}

/** Writes a checkpoint as one safetensors file: each weight under its name, each slot under `slot0/name`, … */
export async function saveState(
  path: string,
  weights: readonly WeightSpec[],
  { state, notes }: Checkpoint,
): Promise<void> {
  const slices = layout(weights);
  const part = (flat: Float32Array, prefix: string) =>
    slices.map(({ name, shape, start, end }) => [`${prefix}${name}`, { shape, values: flat.subarray(start, end) }]);
  const tensors = Object.fromEntries([
    ...part(state.weights, ''),
    ...state.slots.flatMap((s, i) => part(s, `slot${i}/`)),
  ]);
  await writeSafetensors(path, { tensors, metadata: { ...notes, step: String(state.step) } });
}

/**
 * Reads a checkpoint back and checks it against the weights it is meant for.
 * @throws UserError if the file is damaged or belongs to another model
 */
export async function loadState(path: string, weights: readonly WeightSpec[], slotCount: number): Promise<Checkpoint> {
  const { tensors, metadata } = await readSafetensors(path);
  const slices = layout(weights);
  const flat = (prefix: string) => {
    const out = new Float32Array(slices.at(-1)?.end ?? 0);
    for (const slice of slices) out.set(valuesOf(tensors[`${prefix}${slice.name}`], slice, prefix, path), slice.start);
    return out;
  };
  const slots = Array.from({ length: slotCount }, (_, i) => flat(`slot${i}/`));
  return { state: { step: Number(metadata.step), weights: flat(''), slots }, notes: metadata };
}

function valuesOf(
  found: { shape: readonly number[]; values: Float32Array } | undefined,
  slice: Slice,
  prefix: string,
  path: string,
) {
  if (found && String(found.shape) === String(slice.shape)) return found.values;
  const got = found ? `[${found.shape}]` : 'nothing';
  throw new UserError(
    `${path}: expected ${prefix}${slice.name} of shape [${slice.shape}], got ${got}: another model's checkpoint?`,
  );
}

/** Saves `step-000001000.safetensors` in a folder and drops all but the last two. */
export async function saveCheckpoint(
  folder: string,
  weights: readonly WeightSpec[],
  checkpoint: Checkpoint,
): Promise<string> {
  const path = join(folder, `step-${String(checkpoint.state.step).padStart(9, '0')}.safetensors`);
  await saveState(path, weights, checkpoint);
  for (const old of (await checkpointFiles(folder)).slice(0, -checkpointsKept))
    await rm(join(folder, old), { force: true });
  return path;
}

/** Saves the weights with the least `validLoss` of a run beside its checkpoints. */
export async function saveBest(folder: string, weights: readonly WeightSpec[], state: TrainingState): Promise<void> {
  await saveState(join(folder, bestFile), weights, { state, notes: {} });
}

/**
 * The weights with the least `validLoss` of a run, without optimiser slots; undefined where nothing was validated.
 * @throws UserError if they are damaged or belong to another model
 */
export async function loadBest(folder: string, weights: readonly WeightSpec[]): Promise<TrainingState | undefined> {
  const path = join(folder, bestFile);
  return existsSync(path) ? (await loadState(path, weights, 0)).state : undefined;
}

/**
 * The newest checkpoint that can be read; a damaged one is named through `warn` and the one before it is taken.
 * @returns undefined if the folder has none
 * @throws UserError if it has some and none can be read
 */
export async function loadLatest(
  folder: string,
  weights: readonly WeightSpec[],
  slotCount: number,
  warn: (message: string) => void = () => {},
): Promise<Checkpoint | undefined> {
  const files = (await checkpointFiles(folder)).reverse();
  let failure: unknown;
  for (const file of files) {
    try {
      return await loadState(join(folder, file), weights, slotCount);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      warn(error.message);
      failure = error;
    }
  }
  if (failure) throw failure;
  return undefined;
}

async function checkpointFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [] as string[]);
  return names.filter((name) => pattern.test(name)).sort();
}
