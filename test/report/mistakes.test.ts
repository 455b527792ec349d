import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { folderWith, sharedFolder } from '../support/folders.js';
import { figure, fixture } from './fixture.js';

const project = await fixture(sharedFolder());

/** Each stands in line 3 of the report. */
const broken: [what: string, text: string, message: string, line?: number][] = [
  ['an unknown result file', '{{value nothing:a}}', 'report/results/nothing.json is missing'],
  ['an unknown value', '{{value runs:row[K=10].bound}}', 'runs: Unknown name "row"; did you mean "rows"?'],
  [
    'an unknown field',
    'text\n{{value runs:rows[K=10].bond}}',
    'runs:rows[K=10]: Unknown name "bond"; did you mean "bound"?',
    4,
  ],
  [
    'a value that is several',
    '{{value runs:rows[family=planar].K}}',
    'Expected runs:rows[family=planar].K to find one value, got 2',
  ],
  ['a value that is none', '{{value runs:rows[K=11].K}}', 'Expected runs:rows[K=11].K to find one value, got 0'],
  ['a value that is null', '{{value runs:missing}}', 'Expected a value to be a finite number or a text, got null'],
  ['a value that is a list', '{{value runs:rows}}', 'Expected a value to be a number or a text, got an object'],
  ['an unknown format', '{{value runs:steps | .2q}}', 'Expected a format to be .2f (decimals)'],
  ['a text as a number', '{{value runs:title | .2f}}', 'Expected a value to be a number for the format .2f, got <i>'],
  [
    'a reference without a file',
    '{{value steps}}',
    'Expected a number, file:path or a function of one, such as median(file:path), got steps',
  ],
  ['an unknown aggregate', '{{value avg(runs:rows[].K)}}', 'Unknown function "avg"; did you mean "abs"?'],
  [
    'an aggregate of texts',
    '{{value max(runs:rows[].family)}}',
    'Expected max(runs:rows[].family) to find numbers, got planar',
  ],
  [
    'an aggregate of nothing',
    '{{value max(runs:rows[K=3].K)}}',
    'Expected max(runs:rows[K=3].K) to find numbers, got none',
  ],
  ['a condition that does not end', '{{when full runs}}\nx', '{{when …}} has no {{end}}'],
  ['an end without a condition', 'x\n\n{{end}}', '{{end}} without {{when …}}', 5],
  ['an unknown condition', '{{when quick runs}}\n{{end}}', 'Expected {{when full NAME}} or {{when there NAME}}'],
  ['deviations of nothing', '{{deviations}}', 'Expected {{deviations folder}}, got no folder'],
  ['deviations of no folder', '{{deviations nosuch}}', 'Cannot read nosuch: there is no such file or folder'],
  ['deviations of a file', '{{deviations code.ts}}', 'Cannot read code.ts: part of its path is a file, not a folder'],
  ['a footnote that is not there', 'A claim.\n[^a]', 'there is no footnote [^a]: …', 4],
  [
    'a footnote that nothing refers to',
    'A claim.\n\n[^a]: A note.',
    'the text never refers to this footnote as [^a]',
    5,
  ],
  ['a problem in a footnote', 'A claim.[^a]\n\n[^a]: As {@eq:a} says.', 'Unknown label "eq:a"', 5],
  ['a bad formula between $$ in a line', 'Here $$\\frac{1}$$ stands.', 'KaTeX parse error'],
  ['a bad formula in a line of its own', 'x\n\n$$\\frac{1}$$', 'KaTeX parse error', 5],
  [
    'a label that no reference can name',
    '{{table runs:rows a"b\n  columns: K\n  caption: A.\n}}',
    'Expected a label of letters, digits and -, got a"b',
  ],
  ['a folder without deviations', '{{deviations results}}', 'There is no comment that begins Deviation: in results'],
  [
    'a table beside nothing',
    '{{table runs:rows t\n  columns: K\n  beside: runs:rows\n  caption: A.\n}}',
    'Expected beside to look like "file:rows by key, key", got runs:rows',
  ],
  ['an unknown directive', '{{valeu runs:steps}}', 'Unknown directive "valeu"; did you mean "value"?'],
  ['an unknown figure', '{{figure bound\n  caption: A.\n}}', 'Unknown figure "bound"; did you mean "bounds"?'],
  [
    'a figure that the text never refers to',
    '{{figure bounds\n  caption: A.\n}}',
    'the text never refers to this figure as {@fig:bounds}',
  ],
  ['a figure without a caption', '{{figure bounds\n}}\n{@fig:bounds}', '{{figure}} needs the option caption'],
  [
    'an unknown option',
    '{{figure bounds\n  captoin: A.\n}}',
    'Unknown option of {{figure}} "captoin"; did you mean "caption"?',
  ],
  ['a directive that is not closed', '{{figure bounds\n  caption: A.', '{{figure is not closed by a line with }}'],
  [
    'a broken reference in a caption',
    '{{figure bounds\n  caption: A\n    {@eq:x}.\n}}\n{@fig:bounds}',
    'Unknown label "eq:x"',
    5,
  ],
  ['an unknown label', 'See {@fig:bounds}.', 'Unknown label "fig:bounds"'],
  ['a label that is taken', '$$\nx\n$$ {#eq:a}\n$$\ny\n$$ {#eq:a}', 'the label eq:a is taken, by line 3', 6],
  ['an unknown citation', 'See [@rezende2014].', 'Unknown citation "rezende2014"; did you mean "rezende2015"?'],
  ['a bad formula', 'Here $\\frac{1}$ stands.', 'KaTeX parse error'],
  ['a bad display formula', '$$\n\\nosuch{x}\n$$', 'KaTeX parse error: Undefined control sequence: \\nosuch'],
  ['a formula that is not closed', '$$\nx', 'a formula is not closed by a line with $$'],
  [
    'a table without rows',
    '{{table runs:rows[K=11] t\n  columns: K\n  caption: A.\n}}',
    'Expected runs:rows[K=11] to find rows, got none',
  ],
  [
    'an unknown column',
    '{{table runs:rows t\n  columns: k\n  caption: A.\n}}',
    'Expected every row to have k; there are family, K, bound, nested',
  ],
  [
    'a column that is no number or text',
    '{{table runs:rows t\n  columns: nested\n  caption: A.\n}}',
    'Expected a value to be a number or a text, got an object',
  ],
  ['a missing source file', '{{code nofile.ts#twice}}', 'there is no file nofile.ts'],
  [
    'an unknown symbol',
    '{{code code.ts#twce}}',
    'code.ts: Unknown symbol "twce"; did you mean "twice"? (known: twice, once)',
  ],
  ['a problem in a list', '- item\n- {@eq:a}', 'Unknown label "eq:a"', 4],
  ['a problem in a heading', '## About {@eq:a}', 'Unknown label "eq:a"'],
];

describe('a report fails with the place for', () => {
  it.each(broken)('%s', async (_, text, message, line = 3) => {
    const complaint = await project.complaint(`# Title\n\n${text}`);
    expect(complaint.split('\n')[0]).toContain(`report.md:${line}: ${message}`);
  });

  it('several mistakes at once, a line each, in order', async () => {
    const complaint = await project.complaint('{@eq:a}\n\n[@x]\n\n{{code code.ts#x}}');
    expect(complaint.split('\n').map((line) => line.slice(0, 12))).toEqual([
      'report.md:1:',
      'report.md:3:',
      'report.md:5:',
    ]);
  });

  it('a figure that is not what its result gives, or is not drawn', async () => {
    const other = await fixture(folderWith());
    writeFileSync(join(other.folder, 'figures/bounds.json'), '{}\n');
    expect(await other.complaint(figure)).toContain(
      'report.md:1: figures/bounds.json is not what results/runs.json gives',
    );
    rmSync(join(other.folder, 'figures/bounds.json'));
    expect(await other.complaint(figure)).toContain(
      'report.md:1: figures/bounds.json is missing; draw it with: npm run figures',
    );
  });

  it('nothing, when only the picture of a figure is missing: a sentence stands in', async () => {
    const other = await fixture(folderWith());
    rmSync(join(other.folder, 'figures/bounds.svg'));
    expect(await other.build(figure)).toContain('This picture is not drawn yet');
  });

  it('a damaged result or bibliography, named', async () => {
    const other = await fixture(folderWith());
    writeFileSync(join(other.folder, 'results/runs.json'), '{"rows": [');
    expect(await other.complaint('{{value runs:steps}}')).toContain('report.md:1: results/runs.json is damaged');
    writeFileSync(join(other.folder, 'refs.bib'), '@article{x, title = {a');
    await expect(async () => other.build('x')).rejects.toBeInstanceOf(UserError);
    await expect(async () => other.build('x')).rejects.toThrow(/refs.bib is not BibTeX/);
  });
});
