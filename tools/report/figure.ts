import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError, unknownName } from '../../src/errors.js';
import type { Figure } from '../../src/plots/index.js';
import { figureJson } from '../figures/figure-json.js';
import { checkOptions, type DirectiveRule } from './directive.js';
import { addLabel, countLabels, type Draft } from './draft.js';
import { escapeHtml, textOf } from './html.js';
import { captionOf } from './table.js';

/** `{{figure id` with `caption`: a numbered figure, which the text must refer to as `{@fig:id}`. */
export const figure: DirectiveRule = (directive, draft) => {
  checkOptions(directive, ['caption']);
  const id = directive.argument.trim();
  const { registry, figures, results } = draft.sources;
  const entry = registry.find((one) => one.id === id);
  if (!entry)
    throw new UserError(
      unknownName(
        'figure',
        id,
        registry.map((one) => one.id),
      ),
    );
  const number = `Figure ${countLabels(draft, 'fig') + 1}`;
  const anchor = addLabel(draft, `fig:${id}`, number, directive.line);
  return () => {
    const caption = captionOf(directive, draft, entry.result);
    const json = figureJson(entry, results.one(`${entry.result}:`));
    const drawn = read(join(figures, `${id}.json`));
    if (drawn !== json) {
      const state = drawn === undefined ? 'is missing' : `is not what report/results/${entry.result}.json gives`;
      throw new UserError(`figures/${id}.json ${state}; draw it with: npm run figures`);
    }
    const picture = image(figures, id, JSON.parse(json), textOf(caption));
    return `<figure id="${anchor}">\n${picture}\n<figcaption><b>${number}.</b> ${caption}</figcaption>\n</figure>\n`;
  };
};

/** Figures that no `{@fig:id}` in the text refers to. */
export function uncitedFigures({ labels, referred, problems }: Draft): void {
  for (const [name, { line }] of labels) {
    if (name.startsWith('fig:') && !referred.has(name)) {
      problems.push({ line, message: `the text never refers to this figure as {@${name}}` });
    }
  }
}

/** The SVG in an image, which keeps its ids and fonts to itself; where no browser drew one, a sentence. */
function image(folder: string, id: string, { layout }: Figure, alt: string): string {
  const path = join(folder, `${id}.svg`);
  if (!existsSync(path))
    return '<p class="missing">This picture is not drawn yet: it takes a browser and npm run figures.</p>';
  const size = ['width', 'height'].map((side) =>
    typeof layout[side] === 'number' ? ` ${side}="${layout[side]}"` : '',
  );
  const source = `data:image/svg+xml;base64,${readFileSync(path).toString('base64')}`;
  return `<img src="${source}" alt="${escapeHtml(alt)}"${size.join('')}>`;
}

const read = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
