import { existsSync } from 'node:fs';
import type { Problem } from './draft.js';
import { isQuick, type Results } from './results.js';

const mark = /^\{\{(when|otherwise|end)(?:\s+(\w+)\s+([\w-]+))?\}\}\s*$/;

/**
 * Text that depends on the results that are there, each mark on a line of its own:
 *
 *     {{when full mnist}}
 *     What the full profile shows.
 *     {{otherwise}}
 *     What the quick one shows.
 *     {{end}}
 *
 * `there` asks for any profile. What is left out becomes blank lines, so that the others keep their numbers. Marks in
 * fenced code are code.
 */
export function chooseText(text: string, results: Results, problems: Problem[]): string {
  let open: { line: number; shown: boolean } | undefined;
  const isCode = fences();
  const lines = text.split('\n').map((content, i) => {
    const [, kind, what, name] = (isCode(content) ? null : mark.exec(content)) ?? [];
    if (!kind) return !open || open.shown ? content : '';
    const trouble = misplaced(kind, what, open?.line);
    if (trouble) problems.push({ line: i + 1, message: trouble });
    if (kind === 'when') open = { line: i + 1, shown: holds(what, name ?? '', results) };
    else if (kind === 'end') open = undefined;
    else if (open) open.shown = !open.shown;
    return '';
  });
  if (open) problems.push({ line: open.line, message: '{{when …}} has no {{end}}' });
  return lines.join('\n');
}

/** Whether the next line belongs to fenced code, its fences included; asked line after line. */
function fences(): (line: string) => boolean {
  let fence: string | undefined;
  return (line) => {
    const [, found, rest = ''] = /^ {0,3}(`{3,}|~{3,})(.*?)\s*$/.exec(line) ?? [];
    if (fence === undefined) {
      const opens = found !== undefined && !(found.startsWith('`') && rest.includes('`'));
      if (opens) fence = found;
      return opens;
    }
    if (found?.startsWith(fence) && rest === '') fence = undefined;
    return true;
  };
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
