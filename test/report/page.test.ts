import { describe, expect, it } from 'vitest';
import { textOf } from '../../tools/report/html.js';
import { folderWith, sharedFolder } from '../support/folders.js';
import { figure, fixture, lines } from './fixture.js';

const project = await fixture(sharedFolder());

describe('a report', () => {
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
    expect(code).toBe('/** Twice a number. */ export const twice = (x: number): number => 2 * x;');
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
    const other = await fixture(folderWith(), { synthetic: true });
    const html = await other.build(`${figure}\n\n{{table runs:rows t\n  columns: K\n  caption: Bounds.\n}}`);
    expect(html).toContain('<p class="notice" role="note">');
    expect(html.match(/<figcaption>.*?synthetic digits.*?<\/figcaption>/gs)).toHaveLength(2);
    expect(await project.build(figure)).not.toContain('synthetic');
  });
});
