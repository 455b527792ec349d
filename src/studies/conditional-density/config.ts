/** The example of the README: y given x, with two branches and a spread that depend on x. */
export const conditionalDensityConfig = {
  /** Rows to fit, and rows to score. */
  fitted: 6000,
  scored: 4000,
  seed: 0,
  flow: { transformer: 'rational-quadratic', contextDim: 1 },
  /** Rows in the picture. */
  shown: 1500,
  /** x and y of the picture go from −halfWidth to halfWidth, x of the rows too. */
  halfWidth: 3,
  points: 121,
  /** Values of x at which the density of y is shown by itself. */
  slices: [-1, 0.25, 2],
} as const;

export type ConditionalDensityConfig = typeof conditionalDensityConfig;
