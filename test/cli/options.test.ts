import { expect, it } from 'vitest';
import { onlyThose } from '../../src/cli/options.js';

const models = [
  { flow: 'planar', K: 10 },
  { flow: 'planar', K: 80 },
  { flow: 'radial', K: 10 },
];
const wordsOf = ({ flow, K }: { flow: string; K: number }) => [flow, `K${K}`];

it('onlyThose finds the models to which all words apply; no words, all models', () => {
  expect(models.filter(onlyThose(['K10', 'planar'], models, wordsOf))).toEqual([{ flow: 'planar', K: 10 }]);
  expect(models.filter(onlyThose(['K80', 'radial'], models, wordsOf))).toEqual([]);
  expect(models.filter(onlyThose([], models, wordsOf))).toEqual(models);
});

it('onlyThose complains of a word that applies to no model', () => {
  expect(() => onlyThose(['planar', 'K81'], models, wordsOf)).toThrow(
    '--only: Unknown word "K81"; did you mean "K80"? (known: planar, K10, K80, radial)',
  );
});
