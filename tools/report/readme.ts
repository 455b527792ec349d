/** `tsx tools/report/readme.ts`: writes the README's tables and values anew, and checks its claims. An entry point. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { UserError } from '../../src/errors.js';
import { writeFileAtomic } from '../../src/files/atomic.js';
import { fileError } from '../../src/files/error.js';
import { missingText } from '../../src/studies/results.js';
import { elsewhere } from '../figures/registry.js';
import { failure } from './condition.js';
import { format } from './format.js';
import { formatted } from './inline.js';
import { isQuick, openResults, type Results, type Row } from './results.js';
import { absent, columnsOf, grouped, withOthers } from './rows.js';
import { lastSentence } from './sentences.js';
import { staleness } from './studies.js';

/** A table of the README: rows, columns and rows beside as in the report. */
interface ReadmeTable {
  rows: string;
  group: string[];
  columns: string;
  beside?: string;
  /** Below the table; `{…}` holds an expression and its format. */
  note: string;
}

const tables: Readonly<Record<string, ReadmeTable>> = {
  mnist: {
    rows: 'mnist:rows[config.steps=50000]',
    group: ['family', 'K'],
    columns:
      'family as posterior | method; K; count(seed) as runs; median(bound) as bound, here | .2f; ' +
      'published.bound as bound, 2015 | .2f; median(nll) as −ln p(x), here | .2f; published.nll as −ln p(x), 2015 | .1f',
    beside: 'published:mnist by family, K',
    note:
      'Nats on test images, lower is better; medians where there are several runs. Here each network has ' +
      '{count(mnist:meta.config.configs[0].hidden)} hidden layers of {mnist:meta.config.configs[0].hidden[0]} units before the ' +
      'maxout and is trained for {max(mnist:rows[].updates) | int} updates (2015: layers of 400 units, 500,000 updates), so what ' +
      'differs between the columns is more than the code. −ln p(x) is estimated with {mnist:meta.config.measure.samples} ' +
      'samples: in expectation an upper bound, looser without a flow than with one, see the report.',
  },
  u1: {
    rows: 'targets2d:rows[target=U1]',
    group: ['family', 'K'],
    columns:
      'family as flow | method; K; max(params) as parameters | int; max(steps) as updates | int; median(kl) as here | .3f; ' +
      'published.kl as 2015 | .2f',
    beside: 'published:u1Kl by family, K',
    note:
      'KL(q ‖ p) on the target U1, nats, medians of {count(targets2d:rows[target=U1,family=planar,K=2].seed)} runs each. Updates ' +
      'differ, and so do learning rates. The values of 2015 are our reading of a figure, see the report.',
  },
  cost: {
    rows: 'bench:rows[flow=planar]',
    group: ['K'],
    columns:
      'K; median(ms[engine=eager-wasm]) as TensorFlow.js, eager | .3g; median(ms[engine=compiled]) as compiled | .3g; ' +
      'median(ms[engine=torch]) as PyTorch, eager | .3g; median(ms[engine=torch-compile]) as PyTorch, compiled | .3g; ' +
      'median(ms[engine=jax]) as JAX | .3g',
    note:
      'Milliseconds for one optimiser step of a VAE with K planar layers, medians of one run in which all engines took turns, ' +
      '{bench:machine.cpu}, {bench:machine.cores} cores, Node {bench:machine.versions.node}. On another processor the order of ' +
      'engines this close may be another.',
  },
  targets: {
    rows: 'bench-targets:rows',
    group: [
      'target',
      'K',
      'batch',
      'node.compiled',
      'node.generated',
      'node.eager',
      'chromium.generated',
      'chromium.eager',
    ],
    columns:
      'target as problem; K; batch as batch | int; node.compiled as Node, ONNX Runtime | int; ' +
      'node.generated as Node, generated | int; node.eager as Node, eager | int; ' +
      'chromium.generated as Chromium, generated | int; chromium.eager as Chromium, eager | int',
    note:
      'Updates in a second: K planar layers fitted to the target U1, and as the posterior of the VAE above. Medians of one run in ' +
      'which the engines of a place took turns, {bench-targets:machine.cpu}, {bench-targets:machine.cores} cores, Node ' +
      '{bench-targets:machine.versions.node}, Chromium {bench-targets:machine.chromium}. Eager tensors are those of TensorFlow.js on ' +
      'wasm in Node and in plain JavaScript in Chromium.',
  },
  card: {
    rows: 'bench-card:rows',
    group: ['images', 'K'],
    columns:
      'K; images | int; median(ms[engine=processor]) as processor | .3g; median(ms[engine=card-crossing]) as ' +
      'card, weights cross | .3g; median(ms[engine=card]) as card, weights stay | .3g; median(ms[engine=torch]) as PyTorch, eager | .3g; ' +
      'median(ms[engine=torch-compile]) as PyTorch, compiled | .3g; ' +
      'median(ms[engine=torch-compile-graphs]) as PyTorch, compiled, CUDA graph | .3g',
    note:
      'Milliseconds for one optimiser step of the same VAE, {bench-card:machine.card} with {bench-card:machine.cores} cores of ' +
      'an {bench-card:machine.cpu}, medians of one run in which all took turns. PyTorch makes images and noise on the card.',
  },
};

const quickNote = ' Quick profile: short runs, which show that everything works.';

/**
 * A text with its tables of results filled in, each between `<!-- table: name -->` and `<!-- end -->`, and its values, such
 * as `<!-- value: bench:machine.cores -->2<!-- end -->`.
 * @throws UserError for a `<!-- claim: condition -->` that the results do not carry, with the sentence before it
 */
export function withResults(text: string, results: Results): string {
  for (const { 1: condition, index } of text.matchAll(/<!-- claim: (.+?) -->/gs)) {
    const found = failure(condition!, results.all);
    if (found)
      throw new UserError(`README.md: The results do not carry "${lastSentence(text.slice(0, index))}" ${found}`);
  }
  return withTables(text, results).replace(
    /(<!-- value: (.+?) -->).*?(<!-- end -->)/g,
    (_, start: string, argument: string, end: string) => `${start}${formatted(argument, results)}${end}`,
  );
}

function withTables(text: string, results: Results): string {
  return text.replace(/(<!-- table: (\w+) -->\n).*?(<!-- end -->)/gs, (_, start: string, name: string, end: string) => {
    const table = tables[name];
    if (!table) throw new UserError(`There is no table "${name}" in tools/report/readme.ts`);
    return `${start}${markdown(table, results)}\n${end}`;
  });
}

function markdown({ rows: reference, group, columns: text, beside, note }: ReadmeTable, results: Results): string {
  const columns = columnsOf(text);
  const own = grouped(results.all(reference).flat() as Row[], group, columns);
  const rows = together(beside ? withOthers(own, beside, results) : own, group[0]!);
  const cell = (row: Row, key: string, form?: string) => (row[key] === absent ? absent : format(row[key], form));
  const [name] = reference.split(':');
  const { partial } = results.meta(name!);
  const notes = [
    isQuick(results.file(name!)) ? quickNote : '',
    partial ? ` Of this study ${missingText(partial)} so far.` : '',
  ];
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...rows.map((row) => line(columns.map(({ key, format: form }) => cell(row, key, form)))),
    '',
    filled(note, results) + notes.join(''),
  ].join('\n');
}

/** Rows of one value of the key follow each other, in the order of the first of each. */
function together(rows: readonly Row[], key: string): Row[] {
  const values = [...new Set(rows.map((row) => row[key]))];
  return values.flatMap((value) => rows.filter((row) => row[key] === value));
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const filled = (note: string, results: Results): string =>
  note.replace(/\{([^}]+)\}/g, (_, argument: string) => formatted(argument, results));

export const readmeResults = (): Results => openResults('report/results', { elsewhere, complaint: staleness });

async function main(): Promise<void> {
  await writeFileAtomic('README.md', withResults(readText('README.md'), readmeResults()));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError(error, path, 'read');
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = error instanceof UserError ? 2 : 1;
  });
}
