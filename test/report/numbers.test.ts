import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../tools/report/html.js';
import { folderWith, sharedFolder } from '../support/folders.js';
import { fixture, lines } from './fixture.js';

const project = await fixture(sharedFolder());

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

  it('finds rows by a field that some of them lack', async () => {
    const rows = [
      { nll: 1, config: { gradient: 'path' } },
      { nll: 2, config: {} },
    ];
    writeFileSync(join(project.folder, 'results/optional.json'), JSON.stringify({ rows }));
    const html = await project.build('Path {{value optional:rows[config.gradient=path].nll}}.');
    expect(textOf(html)).toContain('Path 1.');
    await expect(project.build('{{value optional:rows[config.gradeint=path].nll}}')).rejects.toThrow('"gradeint"');
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
    const other = await fixture(folderWith());
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
    writeFileSync(path('study'), JSON.stringify({ meta: { partial: { missing: 9, total: 10 } }, rows: [{ x: 2 }] }));
    expect(textOf(await other.build(text))).toContain('quick: 1.');
    writeFileSync(path('study'), JSON.stringify({ meta: { partial: { missing: 5, total: 10 } }, rows: [{ x: 2 }] }));
    expect(textOf(await other.build(text))).toContain('Numbers. Of this study 5 of 10 rows are missing so far.');
    writeFileSync(path('study'), JSON.stringify({ meta: {}, rows: [{ x: 2 }] }));
    const full = textOf(await other.build(text));
    expect(full).toContain('full: 2.');
    expect(full).toContain('All of it. Table 1. Numbers. x');
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

  it('says how the models behind the results shown were trained, those together that were trained alike', async () => {
    const common = { steps: 50_000, batch: 100, hidden: [800, 800], annealing: 'kl', annealingSteps: 10_000 };
    const config = { ...common, optimiser: 'adam', learningRate: 2e-3, schedule: 'cosine' };
    const paper = {
      ...common,
      steps: 500_000,
      optimiser: 'rmsprop',
      learningRate: 1e-5,
      schedule: 'constant',
      seed: 0,
    };
    const model = (family: string, K: number, seed: number, updatesPerSecond: number) => ({
      ...{ family, K, processorSeconds: 3600, updatesPerSecond, config: { ...config, seed } },
    });
    const rows = [model('planar', 80, 0, 20.4), model('planar', 10, 1, 99.7), model('nice-perm', 10, 0, 80)];
    const draws = { draws: 5, drawsFrom: 30_000, drawsBatch: 40, gradient: 'base-path', seed: 0 };
    const weighted = [{ ...model('planar', 20, 0, 60), config: { ...config, ...draws } }];
    const others = [
      { seconds: 36, config: { ...paper, flow: 'identity', layers: 1 } },
      { family: 'kde', config: null },
    ];
    const plane = [
      {
        family: 'planar',
        K: 2,
        seconds: 7200,
        config: { steps: 1, batch: 256, learningRate: 0.01, hidden: 16, seed: 3 },
      },
    ];
    writeFileSync(
      join(project.folder, 'results/trained.json'),
      JSON.stringify({ meta: { a: 'b' }, rows, weighted, others, plane }),
    );
    const html = await project.build('{{value trained:meta.a}}\n\n{{settings s\n  caption: Settings.\n}}\n\n{@tbl:s}');
    const cells = [...html.matchAll(/<td\b[^>]*>(.*?)<\/td>/g)].map(([, text]) => text);
    expect(cells).toEqual([
      ...['planar 10, 80; NICE-perm 10', '2', '50,000', '100', 'Adam 0.002', 'kl 10,000', '3', '20 to 100'],
      ...['planar 20', '1', '50,000', '100; from 30,000 on 40 × 5 draws; path gradients'],
      ...['Adam 0.002', 'kl 10,000', '1', '60'],
      ...['no flow 1', '1', '500,000', '100', 'RMSprop 0.00001', 'kl 10,000', '0.01', '–'],
      ...['planar 2', '1', '1', '256', 'Adam 0.01', '–', '2', '–'],
    ]);
  });
});
