import type { MarkdownIt } from 'markdown-it';
import { UserError } from '../../src/errors.js';
import type { FigureEntry } from '../figures/registry.js';
import type { Bibliography } from './bibliography.js';
import type { Results } from './results.js';
import type { MakeFrame } from './table.js';

/** What the report is made from. */
export interface Sources {
  /** Folder that paths of included code start from. */
  project: string;
  /** Folder of the drawn figures. */
  figures: string;
  registry: readonly FigureEntry[];
  results: Results;
  bibliography: Bibliography;
  makeFrame: MakeFrame;
  /** Whether the page's plots can be zoomed and read off, at the cost of the plotting library inside it. */
  interactive?: boolean;
}

/** Something in the report's source that cannot be resolved, and where. */
export interface Problem {
  /** Of the source, from 1. */
  line: number;
  message: string;
}

/** The report while it is being made: what its parts tell each other. */
export interface Draft {
  readonly md: MarkdownIt;
  readonly sources: Sources;
  readonly problems: Problem[];
  /** Line of the source before the text that is being parsed, and of the inline text within it. */
  place: { before: number; inline: number };
  /** Labels such as `fig:training` and what a reference to them says and leads to. */
  readonly labels: Map<string, Label>;
  /** Labels that the text refers to. */
  readonly referred: Set<string>;
  /** Keys of the works cited. */
  readonly cited: Set<string>;
  /** Entries of the table of contents. */
  readonly contents: { level: number; number: string; html: string; anchor: string }[];
  /** What each figure shows, as Plotly JSON. */
  readonly plots: { anchor: string; json: string }[];
  title: string;
}

export interface Label {
  /** What stands in the text, such as `Figure 2`. */
  text: string;
  anchor: string;
  line: number;
}

export const newDraft = (md: MarkdownIt, sources: Sources): Draft => ({
  md,
  sources,
  problems: [],
  place: { before: 0, inline: 0 },
  labels: new Map(),
  referred: new Set(),
  cited: new Set(),
  contents: [],
  plots: [],
  title: '',
});

/** The anchor of a label. */
export const anchorOf = (name: string): string => name.replace(':', '-');

/** Gives a numbered thing its label. A label that is taken, or that no reference could name, is a problem. */
export function addLabel(draft: Draft, name: string, text: string, line: number): string {
  const anchor = anchorOf(name);
  const taken = draft.labels.get(name);
  if (!/^\w+:[\w-]+$/.test(name)) {
    draft.problems.push({
      line,
      message: `Expected a label of letters, digits and -, got ${name.replace(/^\w+:/, '')}`,
    });
  }
  if (taken) draft.problems.push({ line, message: `the label ${name} is taken, by line ${taken.line}` });
  else draft.labels.set(name, { text, anchor, line });
  return anchor;
}

/** How many labels of a kind, such as `fig`, there are. */
export const countLabels = (draft: Draft, kind: string): number =>
  [...draft.labels.keys()].filter((name) => name.startsWith(`${kind}:`)).length;

/** Markdown inside an option of a directive, such as a caption, that begins in line `line` of the source. */
export function renderInline(draft: Draft, text: string, line: number): string {
  const outer = draft.place;
  draft.place = { before: line - 1, inline: line };
  const html = draft.md.renderInline(text);
  draft.place = outer;
  return html;
}

/** Runs what may find that something is missing; a complaint becomes a problem of the line, and the text goes on. */
export function attempt(draft: Draft, line: number, make: () => string): string {
  try {
    return make();
  } catch (error) {
    draft.problems.push({ line, message: (error as Error).message });
    return '';
  }
}

/** One line per problem, `report/report.md:12: …`, in the order of the source. */
export function reportError(path: string, problems: readonly Problem[]): UserError {
  const inOrder = [...problems].sort((a, b) => a.line - b.line);
  return new UserError(inOrder.map(({ line, message }) => `${path}:${line}: ${message}`).join('\n'));
}
