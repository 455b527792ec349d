import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../tools/report/build.js';
import { textOf } from '../../tools/report/html.js';
import { sharedFolder } from '../support/folders.js';
import { figure, fixture, lines } from './fixture.js';

const project = await fixture(sharedFolder());
/** A report without the styles and fonts in it. */
const build = async (markdown: string): Promise<string> =>
  (await project.build(markdown)).replace(/<style>.*<\/style>/s, '');
const ids = (html: string): string[] => [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!);

it('a byte-order mark is no part of the text', async () => {
  const html = await build('\uFEFF# Title\n\nText.');
  expect(html).toContain('<h1 id="title">Title</h1>');
  expect(html).not.toContain('\uFEFF');
  expect(await build('\uFEFF{{when there runs}}\nHere.\n{{end}}')).toContain('<p>Here.</p>');
});

it('lines may end as on Windows', async () => {
  const text = lines('# T', figure, '', '{{when there runs}}', '$$', 'x', '$$ {#eq:a}', '{{end}}', '', '{@eq:a}');
  expect(await build(text.replaceAll('\n', '\r\n'))).toBe(await build(text));
});

describe('headings', () => {
  it('have anchors of their own', async () => {
    const text = lines(
      '# T',
      '{{contents}}',
      '## Same',
      '### Same',
      '## Same 2',
      '## Same',
      '## !?',
      '## …',
      '## Sec a',
      '## B {#sec:a}',
    );
    const html = await build(text);
    const found = [...html.matchAll(/<h[23] id="([^"]*)"/g)].map(([, id]) => id);
    expect(found).toEqual(['same', 'same-2', 'same-2-2', 'same-3', 'section', 'section-2', 'sec-a-2', 'sec-a']);
    expect([...html.matchAll(/<li class="level-\d"><a href="#([^"]*)"/g)].map(([, anchor]) => anchor)).toEqual(found);
  });

  it('do not take the anchor of anything else', async () => {
    const text = lines(
      '# T',
      figure,
      'Cited [@rezende2015].[^1]',
      '',
      '[^1]: A note.',
      '',
      '## Plotly',
      '## Plot: fig bounds',
      '## Fig: bounds',
      '## Ref: rezende2015',
      '## fn1',
      '## fnref1',
      '{{references}}',
    );
    const html = await build(text);
    expect(new Set(ids(html)).size).toBe(ids(html).length);
    expect(ids(html)).toContain('fig-bounds-2');
    expect(html).toContain('<h2 id="plotly-2">');
  });

  it('below the third level are not in the contents', async () => {
    const html = await build(lines('# T', '{{contents}}', '## A', '#### B', '##### C', '###### D'));
    expect(html.match(/<li class="level-/g)).toHaveLength(1);
    expect(html).not.toContain('null');
  });

  it('with a footnote have it once', async () => {
    const html = await build(lines('# T', '{{contents}}', '## A[^1]', '', '[^1]: A note.'));
    expect(ids(html).filter((id) => id === 'fnref1')).toHaveLength(1);
    expect(html).toContain('<a href="#a-1"><span class="number">1</span> A</a>');
  });
});

it('marks and directives in fenced code are code', async () => {
  const inside = lines(
    '{{when full nothing}}',
    '{{value runs:nothing}}',
    '{{figure nothing',
    '}}',
    '{{otherwise}}',
    '{{end}}',
  );
  for (const [opening, end] of [
    ['```', '```'],
    ['````md', '````'],
    ['~~~ ```', '~~~~'],
    ['  ```', '   ```  '],
  ]) {
    const html = await build(
      lines(
        'A',
        opening!,
        inside,
        '``',
        end!,
        '',
        '{{when there runs}}',
        'Shown.',
        '{{otherwise}}',
        'Hidden.',
        '{{end}}',
      ),
    );
    expect(textOf(/<pre>(.*?)<\/pre>/s.exec(html)![1]!)).toBe(`${inside} \`\``.replaceAll('\n', ' '));
    expect(html).toContain('<p>Shown.</p>');
    expect(html).not.toContain('Hidden');
  }
  expect(await build('Not ``` a fence.\n{{when there runs}}\nShown.\n{{end}}')).not.toContain('{{');
});

describe('formulas between $$', () => {
  it('within a line are set apart from it', async () => {
    const html = await build('By $$x^2$$ and $$y$$, with $z$.');
    expect(html.match(/<span class="katex-display">/g)).toHaveLength(2);
    expect(html).not.toContain('$');
    expect(textOf(html.slice(html.indexOf('By')))).toMatch(/^By x2.* and y.*, with z/);
  });

  it('over lines of a paragraph, with values', async () => {
    const html = await build('By $$x +\n{{value runs:steps}}$$ it is.');
    expect(html).toContain('12345</mn>');
    expect(html).toContain('katex-display');
  });

  it('in a line of their own are equations, with a label if they have one', async () => {
    const html = await build('By {@eq:a}:\n$$x^2$$\n\n$$ y $$ {#eq:a}\n\n$$a$$ and $$b$$');
    expect(html.match(/<div class="equation"/g)).toHaveLength(2);
    expect(html).toContain('<div class="equation" id="eq-a">');
    expect(html).toContain('By <a class="reference" href="#eq-a">(1)</a>');
    expect(html.match(/katex-display/g)!.length).toBeGreaterThanOrEqual(4);
  });

  it('that are none stay as they are', async () => {
    expect(await build('It costs $$5, `$$x$$` and \\$\\$.')).toContain('It costs $$5, <code>$$x$$</code> and $$.');
  });
});

it('footnotes are numbered in the order of the text and stand at the end', async () => {
  const html = await build(
    'A[^b] and B[^a] and C[^b] and D^[in *place*].\n\n[^a]: Of $x$.\n[^b]: First.\n\n    More.\n\nEnd.',
  );
  expect(html.match(/class="footnote-ref"/g)).toHaveLength(4);
  const notes = html.slice(html.indexOf('<section class="footnotes">'));
  expect(html.indexOf('End.')).toBeLessThan(html.indexOf('<section class="footnotes">'));
  expect(notes).toMatch(/id="fn1".*First\..*More\..*id="fn2".*katex.*id="fn3".*in <em>place<\/em>/s);
  expect(html).not.toContain('[^');
});

it('task lists have boxes', async () => {
  const html = await build(
    '- [ ] to *do*\n- [x] done\n- [X]  done\n- [ ]\n- [y] text [ ] text\n\n1. [ ] loose\n\n2. two',
  );
  const [open, ticked] = ['<input type="checkbox" disabled> ', '<input type="checkbox" disabled checked> '];
  expect(html).toContain(`<li style="list-style: none">${open}to <em>do</em></li>`);
  expect(html.split(`<li style="list-style: none">${ticked}done</li>`)).toHaveLength(3);
  expect(html).toContain('<li>[ ]</li>\n<li>[y] text [ ] text</li>');
  expect(html).toContain(`<p>${open}loose</p>`);
});

describe('texts are escaped once', () => {
  it('in the title', async () => {
    const html = await build('# Flows & "more" <b> $x$ *y* &amp; `&lt;`');
    expect(html).toContain('<title>Flows &amp; “more” &lt;b&gt; x y &amp; &amp;lt;</title>');
  });

  it('in alternative texts', async () => {
    const html = await build('{{figure bounds\n  caption: `a < "b"` & c\n}}\n\n{@fig:bounds}');
    expect(html).toContain('alt="a &lt; &quot;b&quot; &amp; c"');
  });

  it('in references', async () => {
    const html = await build('See {@sec:a}.\n\n## Appendix <b> & more: x {-#sec:a}');
    expect(html).toContain('href="#sec-a">Appendix &lt;b&gt; &amp; more</a>');
  });

  it('in what a result says it is without', async () => {
    const path = join(project.folder, 'report.md');
    writeFileSync(path, figure);
    const partial = { missing: '<b>1</b>' as unknown as number, total: 3 };
    const results = { ...project.sources.results, meta: () => ({ partial }) };
    const { page } = await buildReport(path, { ...project.sources, results });
    expect(page).toContain('<em>Of this study &lt;b&gt;1&lt;/b&gt; of 3 rows are missing so far.</em>');
  });
});
