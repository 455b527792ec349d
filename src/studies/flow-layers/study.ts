import type { Study } from '../study.js';
import { flowLayersConfig } from './config.js';
import { flowLayersFigure } from './figures.js';
import { type FlowLayersResult, flowLayersSchema } from './result.js';
import { layersRow } from './run.js';

/** What a few planar and radial layers make of two densities, after figure 1 of Rezende & Mohamed 2015; seconds. */
export const flowLayers: Study<FlowLayersResult> = {
  name: 'flow-layers',
  summary: 'Densities after 1, 2 and 10 planar and radial layers',
  profiles: ['full'],
  schema: flowLayersSchema,
  config: () => flowLayersConfig,
  async compute() {
    const { bases, families, layers } = flowLayersConfig;
    const cells = bases.flatMap((base) => families.map((family) => ({ base, family })));
    return { body: { rows: cells.flatMap(({ base, family }) => layers.map((K) => layersRow(family, base, K))) } };
  },
  lines: () => [],
  figures: [{ id: 'flow-layers', make: flowLayersFigure }],
};
