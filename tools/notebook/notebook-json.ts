/**
 * The text of a notebook exactly as Jupyter saves it, so that saving in JupyterLab changes nothing: keys in alphabetical
 * order, one space of indentation, a trailing newline, numbers as Python writes them.
 */
export function notebookJson(notebook: object): string {
  return `${write(notebook, '\n')}\n`;
}

function write(value: unknown, newline: string): string {
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const inner = `${newline} `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const items = Array.isArray(value)
    ? value.map((item) => write(item, inner))
    : sortedEntries(value).map(([key, item]) => `${JSON.stringify(key)}: ${write(item, inner)}`);
  return items.length === 0 ? `${open}${close}` : `${open}${inner}${items.join(`,${inner}`)}${newline}${close}`;
}

function sortedEntries(value: object): [string, unknown][] {
  const present = Object.entries(value).filter(([, item]) => item !== undefined);
  return present.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** JavaScript turns to exponents below 1e-6 and writes `1e-7`; Python below 1e-4, and writes `1e-07`. */
function writeNumber(value: number): string {
  const small = value !== 0 && Math.abs(value) < 1e-4;
  return small ? value.toExponential().replace(/e-(\d)$/, 'e-0$1') : JSON.stringify(value);
}

/** Splits a text into lines that keep their ends, at every place where Python's `splitlines(True)` does. */
export function splitLines(text: string): string[] {
  return text.match(lines) ?? [];
}

const ends = '\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029';
const lines = new RegExp(`[^${ends}]*(?:\\r\\n|[${ends}])|[^${ends}]+$`, 'g');
