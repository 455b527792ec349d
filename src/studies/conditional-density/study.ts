import type { Study } from '../study.js';
import { conditionalDensityConfig } from './config.js';
import { conditionalDensityFigure } from './figures.js';
import { type ConditionalDensityResult, conditionalDensitySchema } from './result.js';
import { runConditionalDensity } from './run.js';

/** The conditional density of the README with its picture; seconds. */
export const conditionalDensity: Study<ConditionalDensityResult> = {
  name: 'conditional-density',
  summary: 'A density of y given x, fitted to rows',
  profiles: ['full'],
  schema: conditionalDensitySchema,
  config: () => conditionalDensityConfig,
  compute: async () => ({ body: await runConditionalDensity() }),
  lines: ({ fitted, truth }) => [
    `mean ln q(y|x) of rows not seen: ${fitted.toFixed(3)}, under the true density ${truth.toFixed(3)}`,
  ],
  figures: [{ id: 'conditional-density', make: conditionalDensityFigure }],
};
