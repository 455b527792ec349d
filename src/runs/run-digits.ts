import { existsSync } from 'node:fs';
import { type DigitSet, loadDigits } from '../data/index.js';
import { expected, UserError } from '../errors.js';
import { type DlgmConfig, imageSizeOf, type RunRecord, runRecord } from './config.js';

/** Where the digits of a run come from. */
export interface RunDigitsOptions {
  /** A folder that holds the files of MNIST. */
  folder?: string | undefined;
  /** Digits that are already loaded. */
  digits?: DigitSet;
  /** Called with what is being done, one sentence each. */
  onMessage?(message: string): void;
}

/** The digits a config asks for. */
export async function digitsOf(config: DlgmConfig, options: RunDigitsOptions): Promise<DigitSet> {
  if (options.digits) return options.digits;
  const { folder, onMessage } = options;
  const { data, binarisation, images: count } = config;
  const digits = await loadDigits({ data, binarisation, count, ...(folder !== undefined && { folder }) });
  for (const text of [digits.description, digits.source?.found, digits.standInReason]) if (text) onMessage?.(text);
  return digits;
}

/**
 * The digits that a run was begun with.
 * @param data where its images are, if not where they were
 * @throws UserError if they are other ones by now, by their size or by what is in them
 */
export async function digitsOfRun(
  path: string,
  { data, ...options }: RunDigitsOptions & { data?: string | undefined },
): Promise<DigitSet> {
  const record = await runRecord(path);
  const gone = data === undefined && record.dataSha256 !== undefined && !existsSync(record.data);
  if (gone && !options.digits) {
    const problem = expected(`the images of ${path}`, `be in ${record.data}`, 'nothing there');
    throw new UserError(`${problem}; say where they are now with \`--data\``);
  }
  const digits = await digitsOf({ ...record, data: data ?? record.data }, options);
  checkDigits(path, record, digits);
  return digits;
}

function checkDigits(path: string, record: RunRecord, digits: DigitSet): void {
  const own = recordOf(digits);
  const [wanted, got] = [record, sizedBy(record, digits)].map((config) => imageSizeOf(config).join(' × '));
  if (wanted !== got) {
    const what = `have ${wanted} pixels, as those that ${path} was trained on`;
    throw new UserError(expected('the images', what, `${got} (${digits.description})`));
  }
  if (record.data === 'auto' || originOf(record) === originOf(own)) return;
  throw new UserError(
    expected('the images', `be those that ${path} was trained on (${wordsOf(record)})`, wordsOf(own)),
  );
}

/** A config with the size of the images. */
export function sizedBy(config: DlgmConfig, { train: { height, width } }: DigitSet): DlgmConfig {
  const [rows, columns] = imageSizeOf(config);
  return rows === height && columns === width ? config : { ...config, imageSize: [height, width] };
}

type Origin = Pick<RunRecord, 'data' | 'digits' | 'dataSha256'>;

/** What a run remembers of its digits. What was left open, `auto`, must not change when it is resumed. */
export function recordOf({ source, synthetic, description: digits }: DigitSet): Origin {
  if (source) return { data: source.path, digits, dataSha256: source.sha256 };
  return { data: synthetic ? 'synthetic' : 'mnist', digits };
}

/** Images of one's own are the same wherever they are. */
const originOf = ({ data, dataSha256 }: Origin): string => dataSha256 ?? data;

const wordsOf = ({ digits, dataSha256 }: Origin): string =>
  dataSha256 === undefined ? digits : `${digits}, SHA-256 ${dataSha256}`;
