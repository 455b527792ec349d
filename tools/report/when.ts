import { existsSync } from 'node:fs';
import type { Problem } from './draft.js';
import { isQuick, type Results } from './results.js';

const line = /^\{\{(when|otherwise|end)(?:\s+(\w+)\s+([\w-]+))?\}\}\s*$/;

/**
 * Text that depends on the results that are there, each mark on a line of its own:
 *
 *     {{when full mnist}}
 *     What the full profile shows.
 *     {{otherwise}}
 *     What the quick one shows.
 *     {{end}}
 *
 * `there` asks for any profile. What is left out becomes blank lines, so that the others keep their numbers.
 */
export function chooseText(text: string, results: Results, problems: Problem[]): string {
  let open: { line: number; shown: boolean } | undefined;
  const lines = text.split('\n').map((content, i) => {
    const [, mark, what, name] = line.exec(content) ?? [];
    if (!mark) return !open || open.shown ? content : '';
    const trouble = misplaced(mark, what, open?.line);
    if (trouble) problems.push({ line: i + 1, message: trouble });
    if (mark === 'when') open = { line: i + 1, shown: holds(what, name ?? '', results) };
    else if (mark === 'end') open = undefined;
    else if (open) open.shown = !open.shown;
    return '';
  });
  if (open) problems.push({ line: open.line, message: '{{when …}} has no {{end}}' });
  return lines.join('\n');
}

function misplaced(mark: string, what: string | undefined, open: number | undefined): string | undefined {
  if (mark === 'when' && open) return `{{when …}} inside that of line ${open}`;
  if (mark === 'when' && what !== 'full' && what !== 'there')
    return 'Expected {{when full NAME}} or {{when there NAME}}';
  return mark !== 'when' && !open ? `{{${mark}}} without {{when …}}` : undefined;
}

function holds(what: string | undefined, name: string, results: Results): boolean {
  const isThere = existsSync(results.path(name));
  return what === 'full' ? isThere && !isQuick(results.file(name)) : isThere;
}
