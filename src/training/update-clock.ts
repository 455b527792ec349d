import { median } from 'simple-statistics';

/** Times updates in processor time, which is steadier than the clock on a busy machine: `tick` after each of them. */
export interface UpdateClock {
  tick(): void;
  /** Milliseconds of all threads together, to a hundredth; the median leaves aside updates with a validation between. */
  median(): number;
}

/** A clock that starts now. */
export function updateClock(): UpdateClock {
  const times: number[] = [];
  let last = processorTime();
  return {
    tick() {
      const now = processorTime();
      times.push(now - last);
      last = now;
    },
    median: () => (times.length > 0 ? Number(median(times).toFixed(2)) : 0),
  };
}

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
