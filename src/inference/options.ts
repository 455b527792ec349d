import type { EngineName } from '../engine/browser.js';
import { checkCount, expected } from '../errors.js';
import type { Flow } from '../flows/flow.js';
import { host } from '../host.js';
import { type GradientKind, gradientKinds } from '../objectives/index.js';
import type { MetricRow } from '../training/browser.js';

/** Names of approximations, from the plainest to the most flexible. */
export type RungName = 'mean field' | 'full rank' | 'planar' | 'affine coupling' | 'spline coupling' | 'iaf';

export interface FitPosteriorOptions {
  /**
   * The approximation, after a Gaussian: a name, or a flow of as many dimensions as the parameters have free numbers.
   * Default `affine coupling`.
   */
  flow?: RungName | Flow;
  /** Whether the Gaussian before the flow has independent coordinates. Default true for `mean field` alone. */
  diagonal?: boolean;
  /** Places from which the Gaussian is fitted, of which the best goes on: 0 and others within ±2. Default 4. */
  starts?: number;
  /** Updates of the flow at most; fewer where more do not help. 0 leaves the Gaussian. Default 3000. */
  steps?: number;
  /** Draws per update. Default 256. */
  batchSize?: number;
  /** Of Adam, held as long as it helps, then falling along a cosine. Default 0.003. */
  learningRate?: number;
  /** Default `path` where the flow has a cheap inverse, else `base-path`; see `GradientKind`. */
  gradient?: GradientKind;
  /** Draws that come back. Default 10,000. */
  draws?: number;
  /** Of starts, noise and draws. Default 0. */
  seed?: number;
  engine?: EngineName;
  /** Ends the fit of the flow early; what it has learned so far comes back. */
  signal?: AbortSignal;
  /** Called with each row of metrics, `bound` being minus the ELBO, nats. */
  onRow?(row: MetricRow): void;
  /** No bar of progress, which is drawn on stderr if that is a terminal. */
  quiet?: boolean;
  /** Called with what the user should know, such as why the fit is not to be trusted. Default: `console.warn`. */
  onWarning?(message: string): void;
}

const defaults = {
  ...{ flow: 'affine coupling', starts: 4, steps: 3000, batchSize: 256, learningRate: 3e-3 },
  ...{ draws: 10_000, seed: 0, onWarning: console.warn },
} satisfies FitPosteriorOptions;

/** Options with their defaults. */
export type PosteriorSettings = FitPosteriorOptions &
  Required<Pick<FitPosteriorOptions, keyof typeof defaults | 'quiet'>>;

/** @throws RangeError for an option out of range */
export function posteriorSettings(options: FitPosteriorOptions): PosteriorSettings {
  const settings = { ...defaults, quiet: !host?.stderr?.isTTY, ...options };
  checkCount('starts', settings.starts, where);
  checkCount('steps', settings.steps, where, 0);
  checkCount('batchSize', settings.batchSize, where, 2);
  checkCount('draws', settings.draws, where, leastDraws);
  if (settings.gradient !== undefined && !gradientKinds.includes(settings.gradient)) {
    throw new RangeError(expected('gradient', `be one of ${gradientKinds.join(', ')}`, settings.gradient, where));
  }
  return settings;
}

const where = 'fitPosterior';

/** Fewer have no tail from which the diagnosis could tell. */
const leastDraws = 100;
