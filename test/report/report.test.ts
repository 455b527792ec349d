import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { textOf } from '../../tools/report/html.js';
import { type Fixture, fixture } from './fixture.js';

let project: Fixture;
beforeAll(async () => {
  project = await fixture();
});
afterAll(() => project.remove());

const lines = (...parts: string[]) => parts.join('\n');
const figure = '{{figure bounds\n  caption: What $x$ is,\n    in *two* lines.\n}}\n\nSee {@fig:bounds}.';

describe('a report', () => {
  it('has values in their formats, as text', async () => {
    const html = await project.build(
      'A {{value runs:rows[family=planar,K=10].bound | .1f}} B {{value runs:rows[K=20].bound | .2f}} ' +
        'C {{value runs:steps | int}} D {{value runs:title}} E {{value runs:rows[0].family | method}} F {{value runs:rows[1].K}}',
    );
    expect(html).toContain('A 98.8 B −97.25 C 12,345 D &lt;i&gt; E planar F 0');
  });

  it('has tables: columns chosen, sorted, formatted, numbered, referred to', async () => {
    const html = await project.build(
      lines(
        '{{table runs:rows all',
        '  columns: family as Method | method; bound as Bound, nats | .1f',
        '  sort: -K',
        '  caption: Bounds.',
        '}}',
        '',
        'And {@tbl:all}.',
      ),
    );
    const cells = [...html.matchAll(/<t[dh]\b[^>]*>(.*?)<\/t[dh]>/g)].map(([, text]) => text);
    expect(cells).toEqual(['Method', 'Bound, nats', 'planar', '−97.3', 'planar', '98.8', 'no flow', '101.5']);
    expect(html).toContain('<b>Table 1.</b> Bounds.');
    expect(html).toContain('And <a class="reference" href="#tbl-all">Table 1</a>.');
    expect(html).toContain('<figure class="table" id="tbl-all">');
  });

  it('has tables of the rows that a reference finds', async () => {
    const html = await project.build(
      lines('{{table runs:rows[family=planar] p', '  columns: K', '  caption: Planar.', '}}'),
    );
    expect(html.match(/<tr><td/g)).toHaveLength(2);
  });

  it('has aggregates, differences and ratios of values, in formulas too', async () => {
    const html = await project.build(
      'A {{value max(runs:rows[].K)}} B {{value median(runs:rows[family=planar].K)}} ' +
        'C {{value runs:rows[K=20].K / runs:rows[K=10].K | .1f}} D {{value runs:rows[K=0].bound -\nruns:rows[K=10].bound | .1f}} ' +
        'E $c = {{value runs:rows[K=20].bound | .1f}}$.',
    );
    expect(textOf(html)).toContain('A 20 B 15 C 2.0 D 2.7 E c=−97.3');
  });

  it('has tables of groups, with rows of another file beside', async () => {
    writeFileSync(
      join(project.folder, 'results/others.json'),
      JSON.stringify({ rows: [{ family: 'planar', bound: 7.25 }] }),
    );
    const html = await project.build(
      lines(
        '{{table runs:rows groups',
        '  group: family',
        '  columns: family; count(K) as Rows; max(bound[K=10]) as At ten | .1f; others.bound as Other | .2f',
        '  beside: others:rows by family',
        '  caption: Groups.',
        '}}',
      ),
    );
    const cells = [...html.matchAll(/<td\b[^>]*>(.*?)<\/td>/g)].map(([, text]) => text);
    expect(cells).toEqual(['planar', '2', '98.8', '7.25', 'identity', '1', '–', '–']);
  });

  it('takes the full result where there is one, the quick one until then, and says so', async () => {
    const other = await fixture();
    const path = (name: string) => join(other.folder, 'results', `${name}.json`);
    const text = lines(
      '{{profile study}}: {{value study:rows[0].x}}.',
      '{{when full study}}',
      'All of it.',
      '{{otherwise}}',
      'A part.',
      '{{end}}',
      '',
      '{{table study:rows t',
      '  columns: x',
      '  caption: Numbers.',
      '}}',
    );
    writeFileSync(path('study-quick'), JSON.stringify({ meta: {}, rows: [{ x: 1 }] }));
    const quick = textOf(await other.build(text));
    expect(quick).toContain('quick: 1.');
    expect(quick).toContain('A part. Table 1. Numbers. Quick profile: short runs.');
    writeFileSync(path('study'), JSON.stringify({ meta: { partial: '9 of 10 rows are missing' }, rows: [{ x: 2 }] }));
    expect(textOf(await other.build(text))).toContain('quick: 1.');
    writeFileSync(path('study'), JSON.stringify({ meta: { partial: '5 of 10 rows are missing' }, rows: [{ x: 2 }] }));
    expect(textOf(await other.build(text))).toContain('Numbers. Of this study 5 of 10 rows are missing so far.');
    writeFileSync(path('study'), JSON.stringify({ meta: {}, rows: [{ x: 2 }] }));
    const full = textOf(await other.build(text));
    expect(full).toContain('full: 2.');
    expect(full).toContain('All of it. Table 1. Numbers. x');
    other.remove();
  });

  it('lists the deviations that the code states', async () => {
    writeFileSync(
      join(project.folder, 'deviant.ts'),
      lines(
        '/**',
        ' * Text. Deviation: we do `x`,',
        ' * not y.',
        ' * @returns z',
        ' */',
        '',
        '// Deviation: other.',
        'f();',
      ),
    );
    const html = await project.build('{{deviations .}}');
    expect([...html.matchAll(/<d[dt]>(.*?)<\/d[dt]>/g)].map(([, text]) => text)).toEqual([
      '<code>./deviant.ts:2</code>',
      'we do <code>x</code>, not y.',
      '<code>./deviant.ts:7</code>',
      'other.',
    ]);
    rmSync(join(project.folder, 'deviant.ts'));
  });

  it('says where the results shown come from', async () => {
    const machine = { cpu: 'Fast(R) One', cores: 8 };
    const meta = { configHash: 'x', commit: '0123456789', machine };
    const rows = [
      { seed: 0, seconds: 1800 },
      { seed: 1, seconds: 5400 },
    ];
    writeFileSync(join(project.folder, 'results/told.json'), JSON.stringify({ meta, rows }));
    const html = await project.build('{{value told:meta.commit}}\n\n{{provenance p\n  caption: Runs.\n}}\n\n{@tbl:p}');
    const cells = [...html.matchAll(/<td\b[^>]*>(.*?)<\/td>/g)].map(([, text]) => text);
    expect(cells).toEqual(['told', '2', '0, 1', '2.00', 'Fast One, 8 cores', '0123456']);
  });

  it('has figures with captions, alternative texts and numbers', async () => {
    const html = await project.build(figure);
    expect(html).toMatch(
      /<div class="plot" data-plot="fig-bounds"><img src="data:image\/svg\+xml,%3Csvg [^"]+" alt="What x is, in two lines." width="700" height="420">/,
    );
    expect(html).toContain('<b>Figure 1.</b> What <span class="unbroken"><span class="katex">');
    expect(html).toContain('in <em>two</em> lines.');
    expect(html).toContain('See <a class="reference" href="#fig-bounds">Figure 1</a>.');
  });

  it('has numbered formulas and sections that the text can refer to before they come', async () => {
    const html = await project.build(
      lines(
        '# Title',
        '## Abstract {-}',
        'By {@eq:b} in {@sec:more}.',
        '## First',
        '$$',
        'a',
        '$$',
        '$$',
        'x^2',
        '$$ {#eq:a}',
        '### Sub',
        '## Second',
        '### More {#sec:more}',
        '$$',
        'y',
        '$$ {#eq:b}',
      ),
    );
    expect(html).toContain(
      'By <a class="reference" href="#eq-b">(2)</a> in <a class="reference" href="#sec-more">Section 2.1</a>.',
    );
    expect(html).toContain('<h2 id="abstract">Abstract</h2>');
    expect(html).toContain('<h3 id="sec-more"><span class="number">2.1</span> More</h3>');
    expect(html).toContain('<title>Title</title>');
  });

  it('has a table of contents', async () => {
    const html = await project.build(lines('# Title', '{{contents}}', '## One $x$', '### Two'));
    const entries = [...html.matchAll(/<li class="level-(\d)"><a href="#([^"]+)">(.*?)<\/a><\/li>/g)];
    expect(entries.map(([, level, anchor, text]) => [level, anchor, textOf(text!)])).toEqual([
      ['2', 'one-x', '1 One x'],
      ['3', 'two', '1.1 Two'],
    ]);
  });

  it('has citations and a list of exactly the works cited', async () => {
    const html = await project.build(lines('Flows [@rezende2015].', '', '{{references}}'));
    expect(html).toContain('Flows (<a class="citation" href="#ref-rezende2015">Rezende &amp; Mohamed, 2015</a>).');
    expect(html).toContain('<div id="ref-rezende2015" class="csl-entry">Rezende, D. J., &#38; Mohamed, S. (2015).');
    expect(html).not.toContain('Müller');
    expect(await project.build('[@rezende2015; @muller2019]\n\n{{references}}')).toContain('Müller, T. (2019)');
  });

  it('has code by symbol, with its documentation and nothing around it', async () => {
    const html = await project.build('{{code code.ts#twice}}');
    const code = textOf(/<pre>(.*?)<\/pre>/s.exec(html)![1]!);
    expect(code).toBe('/** Twice a number. */ export const twice = (x: number): number =&gt; 2 * x;');
  });

  it('keeps prices, code and text in brackets as they are', async () => {
    const html = await project.build('It costs $5 or $6, `{{value x}}`, [a link](https://example.org) and [@] too.');
    expect(html).toContain(
      'It costs $5 or $6, <code>{{value x}}</code>, <a href="https://example.org">a link</a> and [@] too.',
    );
  });

  it('is the same from run to run and loads nothing', async () => {
    const text = lines('# T', figure, '', '{{code code.ts#once}}', '', 'Cited [@rezende2015].', '', '{{references}}');
    const html = await project.build(text);
    expect(await project.build(text)).toBe(html);
    const loaded = [...html.matchAll(/\b(?:src|srcset|poster|data)\s*=\s*"([^"]*)"|url\(([^)]*)\)|@import\s+(\S+)/g)];
    expect(loaded.length).toBeGreaterThan(10);
    for (const [, source, url, other] of loaded) expect((source ?? url ?? other)!.slice(0, 5)).toBe('data:');
    expect(html).not.toMatch(/<(?:link|script|iframe|object|embed)\b/);
  });

  it('says that numbers come from synthetic digits, in the page, in captions and in the figure', async () => {
    const other = await fixture({ synthetic: true });
    const html = await other.build(`${figure}\n\n{{table runs:rows t\n  columns: K\n  caption: Bounds.\n}}`);
    other.remove();
    expect(html).toContain('<p class="notice" role="note">');
    expect(html.match(/<figcaption>.*?synthetic digits.*?<\/figcaption>/gs)).toHaveLength(2);
    expect(await project.build(figure)).not.toContain('synthetic');
  });
});

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
    'Expected a reference to a result to look like file:path.to.value, got steps',
  ],
  ['an unknown aggregate', '{{value avg(runs:rows[].K)}}', 'Unknown aggregate "avg"; did you mean "min"?'],
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
    const other = await fixture();
    writeFileSync(join(other.folder, 'figures/bounds.json'), '{}\n');
    expect(await other.complaint(figure)).toContain(
      'report.md:1: figures/bounds.json is not what results/runs.json gives',
    );
    rmSync(join(other.folder, 'figures/bounds.json'));
    expect(await other.complaint(figure)).toContain(
      'report.md:1: figures/bounds.json is missing; draw it with: npm run figures',
    );
    other.remove();
  });

  it('nothing, when only the picture of a figure is missing: a sentence stands in', async () => {
    const other = await fixture();
    rmSync(join(other.folder, 'figures/bounds.svg'));
    expect(await other.build(figure)).toContain('This picture is not drawn yet');
    other.remove();
  });

  it('a damaged result or bibliography, named', async () => {
    const other = await fixture();
    writeFileSync(join(other.folder, 'results/runs.json'), '{"rows": [');
    expect(await other.complaint('{{value runs:steps}}')).toContain('report.md:1: results/runs.json is damaged');
    writeFileSync(join(other.folder, 'refs.bib'), '@article{x, title = {a');
    await expect(async () => other.build('x')).rejects.toBeInstanceOf(UserError);
    await expect(async () => other.build('x')).rejects.toThrow(/refs.bib is not BibTeX/);
    other.remove();
  });
});
