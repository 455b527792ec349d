import { expected, UserError } from '../../src/errors.js';
import { methodStyle } from '../../src/plots/index.js';

const numeric = /^\.(\d+)([f%eg])$/;
const known = 'be .2f (decimals), .1% (per cent), .3g (digits), .2e (powers of ten), int or method';

/**
 * A value as the report prints it, with a real minus sign.
 * @param format `.2f`, `.1%`, `.3g`, `.2e`, `int` (thousands apart), `method` (a method's label); none: as it is
 * @throws UserError for an unknown format or a value that it does not fit
 */
export function format(value: unknown, format?: string): string {
  if (value === null || value === undefined || (typeof value === 'number' && !Number.isFinite(value))) {
    throw new UserError(
      expected('a value', 'be a finite number or a text', value === undefined ? 'nothing' : String(value)),
    );
  }
  if (typeof value === 'object') throw new UserError(expected('a value', 'be a number or a text', 'an object'));
  if (format === undefined || format === '') return typeof value === 'number' ? minus(String(value)) : String(value);
  if (format === 'method') return methodStyle(String(value)).label;
  if (typeof value !== 'number')
    throw new UserError(expected('a value', `be a number for the format ${format}`, String(value)));
  return minus(formatNumber(value, format));
}

function formatNumber(value: number, format: string): string {
  if (format === 'int') return new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }).format(value);
  const [, digits, kind] = numeric.exec(format) ?? [];
  if (!kind) throw new UserError(expected('a format', known, format));
  const count = Number(digits);
  if (kind === '%') return `${(100 * value).toFixed(count)}\u202f%`;
  if (kind === 'e') return value.toExponential(count);
  return kind === 'f' ? value.toFixed(count) : String(Number(value.toPrecision(count)));
}

const minus = (text: string): string => text.replace(/^-/, '−').replace('e-', 'e−');
