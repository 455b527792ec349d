import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { readSafetensors, writeSafetensors } from '../files/safetensors.js';
import { layout, type Slice } from '../problem/layout.js';
import { firstDifference, type PlainObject, plainText } from '../problem/plain.js';
import type { WeightSpec } from '../problem/problem.js';
import type { TrainingState } from '../problem/step.js';
import type { Checkpoint } from './run.js';

const checkpointsKept = 2;
const bestFile = 'best.safetensors';
type LoadedFile = Awaited<ReturnType<typeof readSafetensors>>;
const pattern = /^step-(\d{9})\.safetensors$/;

/**
 * Writes a checkpoint as one safetensors file: each weight under its name, each slot under `slot0/name`, …, an average of
 * the weights under `average/name`.
 * Its metadata say how many updates were made (`step`), by which `optimiser`, and what the weights are parameters `of`.
 */
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
    ...(state.average ? part(state.average, 'average/') : []),
  ]);
  const { step, optimiser } = state;
  const metadata = { ...notes, step: String(step), ...(optimiser && { optimiser }), of: plainText(meaning(weights)) };
  await writeSafetensors(path, { tensors, metadata });
}

/** What the weights are parameters of, each thing once. */
function meaning(weights: readonly WeightSpec[]): PlainObject[] {
  const texts = weights.flatMap(({ of }) => (of ? [plainText(of)] : []));
  return [...new Set(texts)].map((text) => JSON.parse(text));
}

/**
 * Reads a checkpoint back and checks it against the weights it is meant for. A file of another program, without metadata,
 * holds weights after no update.
 * @throws UserError if the file is damaged or belongs to another model
 */
export async function loadState(path: string, weights: readonly WeightSpec[], slotCount: number): Promise<Checkpoint> {
  const file = await readSafetensors(path);
  const { step: stepText = '0', optimiser, of } = file.metadata;
  if (!/^\d+$/.test(stepText)) throw new UserError(`${path}: expected step to be a whole number, got ${stepText}`);
  const slices = layout(weights);
  const flat = (prefix: string) => {
    const out = new Float32Array(slices.at(-1)?.end ?? 0);
    for (const slice of slices) out.set(valuesOf(file, slice, prefix, path), slice.start);
    return out;
  };
  const slots = Array.from({ length: slotCount }, (_, i) => flat(`slot${i}/`));
  const hasAverage = Object.keys(file.tensors).some((name) => name.startsWith('average/'));
  const state = {
    ...{ step: Number(stepText), weights: flat(''), slots },
    ...(hasAverage && { average: flat('average/') }),
    ...(optimiser !== undefined && { optimiser }),
  };
  checkMeaning(of, weights, path);
  return { state, notes: file.metadata };
}

function valuesOf({ tensors, others }: LoadedFile, { name, shape }: Slice, prefix: string, path: string) {
  const full = `${prefix}${name}`;
  const found = tensors[full];
  if (found && String(found.shape) === String(shape)) return found.values;
  const got = found ? `[${found.shape}]` : others[full] ? `numbers of type ${others[full]}` : 'nothing';
  throw new UserError(`${path}: expected ${full} of shape [${shape}], got ${got}: another model's checkpoint?`);
}

/** Weights of the same shapes can be those of another flow, such as one with another seed. */
function checkMeaning(of: string | undefined, weights: readonly WeightSpec[], path: string): void {
  if (of === undefined) return; // A file of another program, or older than these metadata.
  const differs = firstDifference(plainText(meaning(weights)), of);
  if (!differs) return;
  const place = differs.place.replace(/^\d+\./, '');
  throw new UserError(
    `${path} holds the weights of another flow: expected ${place} ${differs.one}, got ${differs.other}; ` +
      'make the flow as it was trained',
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
      warn(`${error.message}; the checkpoint before it is taken, if there is one`);
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
