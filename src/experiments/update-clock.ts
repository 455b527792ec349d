/** Times updates: `tick` after each of them; the median leaves aside those with a validation in between. */
export interface UpdateClock {
  tick(): void;
  /** Milliseconds, to a hundredth. */
  median(): number;
}

export function updateClock(): UpdateClock {
  const times: number[] = [];
  let last = performance.now();
  return {
    tick() {
      const now = performance.now();
      times.push(now - last);
      last = now;
    },
    median: () => Number((times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0).toFixed(2)),
  };
}
