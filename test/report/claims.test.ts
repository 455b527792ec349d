import { describe, expect, it } from 'vitest';
import { sharedFolder } from '../support/folders.js';
import { fixture } from './fixture.js';

const project = await fixture(sharedFolder());

describe('a claim that the results carry leaves a mark, which shows it', () => {
  it.each([
    ['a comparison', 'runs:rows[K=20].bound < runs:rows[K=10].bound'],
    ['a chain of them', '0 < runs:rows[K=10].bound / 2 <= 50'],
    ['equality', 'runs:rows[K=10].bound = max(runs:rows[family=planar].bound)'],
    ['arithmetic', 'abs(runs:rows[K=10].bound - 2 * 50) < 1.5 * (3 - 1)'],
    ['row by row', 'max(runs:rows[].bound - runs:rows[].K) > 0'],
    ['two at once', 'runs:steps > 1 and runs:steps < 99999'],
    ['for each value of a field', 'runs:rows[].nested.a > runs:rows[].nested.a - 1 by K'],
    ['a trend', 'runs:rows[family=planar].bound falls by K'],
    ['on several lines', 'runs:steps >\n1'],
  ])('%s', async (_, condition) => {
    const html = await project.build(`It is so.{{claim ${condition}}} And on.`);
    expect(html).toContain('It is so.<span class="claim" title="Checked against the results: ');
  });
});

describe('a claim that they do not carry stops the report with the sentence and the numbers', () => {
  it.each([
    ['a comparison', 'runs:rows[K=20].bound > runs:rows[K=10].bound', '−97.25, 98.765'],
    ['the second of two', 'runs:steps > 1 and runs:steps > 99999', 'runs:steps > 99999: 12345, 99999'],
    ['one value of a field', 'runs:rows[].bound < 100 by K', '101.5, 100 where K=0'],
    ['a trend', 'runs:rows[].bound rises by K', '101.5, 98.765, −97.25'],
  ])('%s', async (_, condition, numbers) => {
    const complaint = await project.complaint(`First.\n\nThis is why. So\nit is.{{claim ${condition}}}`);
    expect(complaint).toContain('report.md:4: The results do not carry "So it is." ');
    expect(complaint).toContain(numbers);
  });

  it.each([
    ['nothing to compare', 'runs:steps', 'Expected a comparison: <, <=, >, >=, =, falls or rises, got the end'],
    ['an operand that is missing', 'runs:steps <', 'Expected a number, file:path or a function of one'],
    ['a field that no row has', 'runs:rows[].bound < 1 by seed', 'runs:rows[]: Unknown name "seed"'],
    [
      'a trend of one value',
      'runs:rows[K=10].bound falls by K',
      'Expected runs:rows[K=10].bound to have several K, got 1',
    ],
    ['a run that broke down, alone', 'runs:missing falls by K', 'Expected runs:missing to choose rows'],
    ['a text', 'runs:title < 1', 'Expected runs:title to be a number, got <i>'],
    [
      'parts of unequal length',
      'max(runs:rows[].K - runs:rows[family=planar].K) < 1',
      'Expected runs:rows[].K - runs:rows[family=planar].K to be of as many values in each part, got 3, 2',
    ],
    ['a character', 'runs:steps ? 1', 'Expected a number, a name, file:path or an operator, got ? 1'],
  ])('what cannot be read is said: %s', async (_, condition, message) => {
    expect(await project.complaint(`So.{{claim ${condition}}}`)).toContain(`report.md:1: ${message}`);
  });
});

describe('in a section that is marked, a sentence that compares', () => {
  const complaint = (text: string) => project.complaint(`# T\n\n## Results {#sec:results .claims}\n\n${text}`);

  it('carries a claim, or the build names it', async () => {
    expect(await complaint('Of A. B is better than A by {{value runs:steps}}\nnats. C.')).toBe(
      'report.md:5: "B is better than A by … nats." compares, and no {{claim …}} behind it says what has to hold',
    );
    const built = await project.build(
      '## Results {.claims}\n\nB is better.{{claim runs:steps > 1}} C leads further than D.{{claim of the paper}}\n\n### More\n\nPlain.',
    );
    expect(built).not.toContain('claim of');
  });

  it('in what lies below it too, up to the next section', async () => {
    expect(await complaint('So.\n\n### Below\n\nB is better.')).toContain('report.md:9: "B is better."');
    expect(await project.build('## R {.claims}\n\nSo.\n\n## S\n\nB is better.')).toContain('B is better.');
  });

  it('in lists too; quotations and words that only look so are left alone', async () => {
    expect(await complaint('- B is faster.')).toContain('"B is faster."');
    expect(await project.build('## R {.claims}\n\n*B is better.* This is B rather than A.')).toContain('rather than');
  });
});
