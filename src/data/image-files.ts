import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { expected, UserError } from '../errors.js';
import { fileError } from '../files/index.js';
import { unsignedByte } from './idx.js';
import { readIdxHeader } from './idx-header.js';
import { type IdxName, type Part, parseIdxName, saysIdx, withoutGz } from './idx-name.js';
import type { IdxHeader } from './parse-idx.js';

/** An IDX file of a folder. */
export interface IdxFile extends IdxName {
  readonly name: string;
  readonly path: string;
  readonly header: IdxHeader;
}

/** The images of a part of a data set, and their labels where there are any. */
export interface PartFiles {
  readonly images: IdxFile;
  readonly labels?: IdxFile;
}

export type ImageFiles = Readonly<{ train: PartFiles } & Partial<Record<Part, PartFiles>>>;

/**
 * Finds training images, and test and validation images where there are any, by what names say (`parseIdxName`) and by
 * what files begin with: three numbers, count × height × width, make images, one makes labels. In a folder the training
 * images are the file with `train` in its name, or the only one without any such word. If `path` is a file, it is this
 * one, and the others are those beside it whose names say no more than another part.
 * @throws UserError if nothing is at `path`, or it is not clear which images are meant; it lists what there is
 */
export async function findImageFiles(path: string): Promise<ImageFiles> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UserError(expected('the images', 'be a folder or an IDX file', `${path}, which is not there`));
  if (found.isDirectory()) return inFolder(path);
  const train = await idxFile(path);
  if (!isImages(train)) throw new UserError(expected(path, imagesWanted, shapeOf(train)));
  if (train.part === 'test' || train.part === 'valid') return { train: withLabels(train, await siblings(train)) };
  return parts(train, await siblings(train));
}

const imagesWanted = 'hold images, of shape count × height × width';

async function inFolder(folder: string): Promise<ImageFiles> {
  const names = await namesIn(folder);
  const files = await idxFiles(folder, names);
  const images = files.filter(isImages);
  if (images.length === 0) {
    const others = files.map((file) => `${file.name} (${shapeOf(file)})`);
    const got =
      others.length > 0 ? `only ${list(others)}` : `no such file${names.length > 0 ? ` among ${list(names)}` : ''}`;
    throw new UserError(expected(folder, `hold an IDX file of images (shape count × height × width)`, got));
  }
  const called = images.filter(({ part }) => part === 'train');
  const [train, ...more] = called.length > 0 ? called : images.filter(({ part }) => part === undefined);
  if (!train || more.length > 0) {
    const got = list((train ? [train, ...more] : images).map(({ name }) => name));
    const remedy = `say which file is meant, such as --data ${(train ?? images[0]!).path}`;
    const wanted = 'hold one file of training images, with "train" in its name or alone';
    throw new UserError(`${expected(folder, wanted, got)}; ${remedy}`);
  }
  return parts(train, files);
}

/** The parts beside the training images. */
function parts(train: IdxFile, files: readonly IdxFile[]): ImageFiles {
  const others = (['valid', 'test'] as const).flatMap((part) => {
    const all = files.filter((file) => isImages(file) && file.part === part);
    const [one, ...more] = all.length > 1 ? all.filter(({ set }) => set === train.set) : all;
    if (one && more.length === 0) return [[part, withLabels(one, files)] as const];
    if (all.length === 0) return [];
    const names = list(all.map(({ name }) => name));
    const remedy = 'leave the one that is meant';
    throw new UserError(`${expected(dirname(train.path), `hold one file of ${part} images`, names)}; ${remedy}`);
  });
  return { train: withLabels(train, files), ...Object.fromEntries(others) };
}

function withLabels(images: IdxFile, files: readonly IdxFile[]): PartFiles {
  const { part, set } = images;
  const labels = files.find((file) => isLabels(file) && file.part === part && file.set === set);
  return { images, ...(labels && { labels }) };
}

/** The other files of the same set in the folder of a file. */
async function siblings(file: IdxFile): Promise<IdxFile[]> {
  const isSibling = (name: string) => withoutGz(name) !== withoutGz(file.name) && parseIdxName(name).set === file.set;
  const folder = dirname(file.path);
  return idxFiles(folder, (await namesIn(folder)).filter(isSibling));
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error) => {
    throw fileError(error, folder, 'read');
  });
  return names.filter((name) => !name.startsWith('.')).sort();
}

/** The IDX files among some, one where a file is there both plain and gzip. */
async function idxFiles(folder: string, names: readonly string[]): Promise<IdxFile[]> {
  const files: IdxFile[] = [];
  for (const name of names) {
    if (name !== withoutGz(name) && names.includes(withoutGz(name))) continue;
    const path = join(folder, name);
    if (!(await stat(path).catch(() => undefined))?.isFile()) continue;
    const file = await idxFile(path).catch((error) => {
      if (saysIdx(name) || !(error instanceof UserError)) throw error;
      return undefined; // Something else.
    });
    if (file) files.push(file);
  }
  return files;
}

async function idxFile(path: string): Promise<IdxFile> {
  const name = basename(path);
  return { name, path, header: await readIdxHeader(path), ...parseIdxName(name) };
}

const isImages = ({ header }: IdxFile): boolean => header.shape.length === 3;
const isLabels = ({ header }: IdxFile): boolean => header.shape.length === 1 && header.type === unsignedByte;
const shapeOf = ({ header }: IdxFile): string => `shape ${header.shape.join(' × ')}`;

const most = 8;
const list = (names: readonly string[]): string =>
  names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
