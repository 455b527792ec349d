import type { DirectiveRule } from './directive.js';
import { format } from './format.js';
import { escapeHtml } from './html.js';
import { headOf, numberedTable } from './numbered-table.js';
import type { Results, Row } from './results.js';
import { absent } from './rows.js';

/**
 * `{{settings label` with `caption`: a numbered table of how the models behind the results that the report has shown so far
 * were trained, one row for all that were trained alike; all of it from the configs in the result files.
 */
export const settings: DirectiveRule = (directive, draft) => {
  const { results } = draft.sources;
  return numberedTable(directive, draft, () => {
    const body = results.used().flatMap((file) => bodyRows(file, groupsOf(file, results)));
    return `<table class="dense">\n${headOf(titles)}<tbody>\n${body.join('\n')}\n</tbody></table>`;
  });
};

const titles = ['Models', 'Seeds', 'Updates', 'Batch', 'Optimiser', 'Annealing', 'Hours', 'Updates/s'];

/** A trained model in a result file. */
interface Model extends Row {
  config: Row & { steps: number };
}

const isModel = (row: unknown): row is Model => {
  const { config } = (row ?? {}) as Partial<Model>;
  return typeof config?.steps === 'number' && typeof config.learningRate === 'number';
};

/** What models that were trained alike have in common. */
const common = [
  ...['steps', 'batch', 'hidden', 'optimiser', 'learningRate', 'schedule', 'annealing', 'annealingSteps'],
  ...['draws', 'drawsFrom', 'drawsBatch', 'gradient'],
];

/** The models of a file, those together that were trained alike. */
function groupsOf(file: string, results: Results): Model[][] {
  const lists = Object.values(results.content(file) as Row).filter(Array.isArray);
  const groups = new Map<string, Model[]>();
  for (const model of lists.flat().filter(isModel)) {
    const name = JSON.stringify(common.map((key) => (isNetwork(key, model) ? undefined : model.config[key])));
    groups.set(name, [...(groups.get(name) ?? []), model]);
  }
  return [...groups.values()];
}

/** Widths of a flow's own networks belong to the flow. */
const isNetwork = (key: string, { config }: Model): boolean => key === 'hidden' && !Array.isArray(config.hidden);

/** The name of the file, then a row for each group. */
function bodyRows(file: string, groups: readonly Model[][]): string[] {
  if (groups.length === 0) return [];
  return [`<tr><th colspan="${titles.length}" scope="rowgroup">${escapeHtml(file)}</th></tr>`, ...groups.map(bodyRow)];
}

function bodyRow(models: readonly Model[]): string {
  const { config } = models[0]!;
  const { steps, optimiser = 'adam', learningRate, schedule = 'cosine', annealing, annealingSteps } = config;
  const held = schedule === 'constant' && optimiser === 'adam' ? ', held' : '';
  const texts = [
    namesOf(models),
    String(new Set(models.map(({ config }) => config.seed)).size),
    format(steps, 'int'),
    batchOf(config),
    `${optimiser === 'adam' ? 'Adam' : 'RMSprop'} ${format(learningRate, '.3g')}${held}`,
    annealingSteps === undefined ? absent : `${annealing ?? 'energy'} ${format(annealingSteps, 'int')}`,
    hoursOf(models),
    speedsOf(models),
  ];
  const cells = texts.map((text, i) => `<td${kinds[titles[i]!] ?? ''}>${escapeHtml(text)}</td>`);
  return `<tr>${cells.join('')}</tr>`;
}

/** Columns whose cells may have several lines: the long ones, and those of a few words. */
const kinds: Readonly<Record<string, string>> = { Models: ' class="list"', Batch: ' class="words"' };

/** `100; from 60,000 on 40 × 5 draws; path gradients`: one draw and the usual gradient go without saying. */
function batchOf({ batch, draws = 1, drawsFrom = 0, drawsBatch = batch, gradient = 'total' }: Model['config']): string {
  const start = Number(drawsFrom) > 0 ? `from ${format(drawsFrom, 'int')} on ` : '';
  return [
    format(batch ?? absent),
    draws === 1 ? [] : `${start}${format(drawsBatch)} × ${format(draws)} draws`,
    gradient === 'total' ? [] : 'path gradients',
  ]
    .flat()
    .join('; ');
}

/** `planar 10, 20; NICE-perm 10` */
function namesOf(models: readonly Model[]): string {
  const layers = new Map<string, Set<number>>();
  for (const { family, K, config } of models) {
    const name = format(family ?? config.flow ?? config.family, 'method');
    layers.set(name, (layers.get(name) ?? new Set()).add(Number(K ?? config.layers)));
  }
  const sorted = (Ks: Set<number>) => [...Ks].sort((a, b) => a - b).join(', ');
  return [...layers].map(([name, Ks]) => `${name} ${sorted(Ks)}`).join('; ');
}

/** Of processors where they were counted, else by the clock. */
function hoursOf(models: readonly Model[]): string {
  const seconds = models.reduce((sum, row) => sum + Number(row.processorSeconds ?? row.seconds ?? 0), 0);
  return format(seconds / 3600, '.2g');
}

function speedsOf(models: readonly Model[]): string {
  const speeds = models.flatMap(({ updatesPerSecond }) =>
    typeof updatesPerSecond === 'number' ? [updatesPerSecond] : [],
  );
  if (speeds.length === 0) return absent;
  const [least, most] = [Math.min(...speeds), Math.max(...speeds)].map((speed) => format(speed, 'int'));
  return least === most ? least! : `${least} to ${most}`;
}
