/** What several seeds of one flow come to: KL(q‖p) in nats. */
export interface KlOverSeeds {
  runs: number;
  best: number;
  median: number;
}

/**
 * Best and median KL of runs that differ in their seed, nats. A run that broke down, with `kl` null, counts as
 * infinitely bad; of no runs both are NaN.
 */
export function klOverSeeds(rows: readonly { kl: number | null }[]): KlOverSeeds {
  const kls = rows.map(({ kl }) => kl ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const at = (index: number) => kls[index] ?? Number.NaN;
  const middle = (kls.length - 1) / 2;
  return { runs: kls.length, best: at(0), median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2 };
}
