import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError, unknownName } from '../../src/errors.js';
import { fileError } from '../../src/files/error.js';
import type { Figure } from '../../src/plots/index.js';
import { figureJson } from '../figures/figure-json.js';
import type { FigureEntry } from '../figures/registry.js';
import { checkOptions, type DirectiveRule } from './directive.js';
import { addLabel, countLabels, type Draft } from './draft.js';
import { escapeHtml, textOf } from './html.js';
import { captionOf } from './table.js';

/**
 * `{{figure id` with `caption`: a numbered figure, which the text must refer to as `{@fig:id}`. As long as the full
 * profile's result is not there, the figure of the quick one, `id-quick`, stands in.
 */
export const figure: DirectiveRule = (directive, draft) => {
  checkOptions(directive, ['caption']);
  const id = directive.argument.trim();
  const entry = entryOf(id, draft);
  const number = `Figure ${countLabels(draft, 'fig') + 1}`;
  const anchor = addLabel(draft, `fig:${id}`, number, directive.line);
  return () => {
    const caption = captionOf(directive, draft, entry.result);
    const json = checkedJson(entry, draft);
    draft.plots.push({ anchor, json });
    const picture = image(entry, draft, JSON.parse(json), textOf(caption));
    return `<figure id="${anchor}">\n<div class="plot" data-plot="${anchor}">${picture}</div>
<figcaption><b>${number}.</b> ${caption}</figcaption>\n</figure>\n`;
  };
};

function entryOf(id: string, { sources: { registry, results } }: Draft): FigureEntry {
  const find = (name: string) => registry.find((one) => one.id === name);
  const entry = find(id);
  if (entry && results.file(entry.result) !== entry.result) return find(`${id}-quick`) ?? entry;
  if (entry) return entry;
  const ids = registry.map((one) => one.id);
  throw new UserError(unknownName('figure', id, ids));
}

/** The figure's JSON. @throws UserError if what is drawn is not what the result gives */
function checkedJson(entry: FigureEntry, { sources: { figures, results } }: Draft): string {
  const json = figureJson(entry, results.content(entry.result), results.content);
  const drawn = read(join(entry.folder ?? figures, `${entry.id}.json`));
  if (drawn === json) return json;
  const state = drawn === undefined ? 'is missing' : `is not what ${results.path(entry.result)} gives`;
  throw new UserError(`${entry.folder ?? 'figures'}/${entry.id}.json ${state}; draw it with: npm run figures`);
}

/** Figures that no `{@fig:id}` in the text refers to. */
export function uncitedFigures({ labels, referred, problems }: Draft): void {
  for (const [name, { line }] of labels) {
    if (name.startsWith('fig:') && !referred.has(name)) {
      problems.push({ line, message: `the text never refers to this figure as {@${name}}` });
    }
  }
}

/** The SVG in an image, which keeps its ids and fonts to itself; where no browser drew one, a sentence. */
function image({ id, folder }: FigureEntry, { sources }: Draft, { layout }: Figure, alt: string): string {
  const svg = read(join(folder ?? sources.figures, `${id}.svg`));
  if (svg === undefined)
    return '<p class="missing">This picture is not drawn yet: it takes a browser and npm run figures.</p>';
  const size = ['width', 'height'].map((side) =>
    typeof layout[side] === 'number' ? ` ${side}="${layout[side]}"` : '',
  );
  return `<img src="data:image/svg+xml,${inUrl(svg)}" alt="${escapeHtml(alt)}"${size.join('')}>`;
}

/** What a data URL in double quotes cannot hold as it is: a third shorter than base64. */
const inUrl = (svg: string): string =>
  svg.replace(/\s+/g, ' ').replace(/[%#<>"'&]/g, (character) => encodeURIComponent(character).replace("'", '%27'));

/** @throws UserError if it is there and cannot be read */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileError(error, path, 'read');
  }
}
