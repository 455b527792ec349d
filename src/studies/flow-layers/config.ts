/** Like figure 1 of Rezende & Mohamed 2015: what K layers with drawn parameters make of two densities. */
export const flowLayersConfig = {
  families: ['planar', 'radial'],
  bases: ['Gaussian', 'uniform'],
  layers: [0, 1, 2, 10],
  /** The paper does not give its parameters; these seeds give layers that do something and stay in the picture. */
  seeds: { planar: 0, radial: 4 },
  halfWidth: 5,
  points: 101,
} as const;

export type FlowLayersConfig = typeof flowLayersConfig;
export type FamilyName = FlowLayersConfig['families'][number];
export type BaseName = FlowLayersConfig['bases'][number];
