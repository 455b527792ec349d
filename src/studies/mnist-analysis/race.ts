import type { MnistCurve, MnistRow } from '../mnist/result.js';

/** Validation bounds of one run at given budgets, nats; null where the run did not come so far. */
export interface RaceRow {
  family: string;
  K: number;
  seed: number;
  updatesPerSecond: number;
  afterUpdates: (number | null)[];
  afterSeconds: (number | null)[];
}

export interface Race {
  /** The budgets */
  updates: number[];
  seconds: number[];
  rows: RaceRow[];
}

/** Shares of the shortest run that make the budgets. */
const shares = [0.25, 0.5, 1];

/**
 * Does a longer flow train worse? Bounds on validation images after equal updates, and after equal seconds of training,
 * from the curves of a study. Seconds are of processors, and depend on the machine.
 * @param curves one for each row, in the same order
 */
export function raceOf(rows: readonly MnistRow[], curves: readonly MnistCurve[]): Race {
  const updates = shares.map((share) => Math.round(share * Math.min(...rows.map((row) => row.updates))));
  const seconds = shares.map((share) =>
    Number((share * Math.min(...rows.map((row) => row.updates / row.updatesPerSecond))).toPrecision(3)),
  );
  const raced = rows.map(({ family, K, seed, updatesPerSecond }, i) => {
    const points = curves[i]!.points.flatMap(({ step, validBound }) =>
      validBound === null ? [] : [{ step, bound: validBound }],
    );
    return {
      ...{ family, K, seed, updatesPerSecond },
      afterUpdates: updates.map((step) => boundAt(points, step)),
      afterSeconds: seconds.map((time) => boundAt(points, time * updatesPerSecond)),
    };
  });
  return { updates, seconds, rows: raced };
}

/** Linear between the neighbouring points; null before the first and after the last. */
function boundAt(points: readonly { step: number; bound: number }[], step: number): number | null {
  const after = points.findIndex((point) => point.step >= step - 0.5);
  if (after < 0) return null;
  const [a, b] = [points[after - 1], points[after]!];
  if (!a) return b.step <= step + 0.5 ? b.bound : null;
  const share = Math.min(1, (step - a.step) / (b.step - a.step));
  return a.bound + share * (b.bound - a.bound);
}
