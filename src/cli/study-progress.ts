import type { RowOptions } from '../studies/rows.js';
import type { MetricRow } from '../training/index.js';
import { progress } from '../training/progress.js';

/** What a study of many rows tells while it runs: one bar per row. */
export function studyProgress(): Required<Pick<RowOptions, 'onMessage' | 'onWarning' | 'onTask' | 'onRow'>> {
  let bar = progress({ total: 1 });
  let note: (row: MetricRow) => string = () => '';
  const say = (message: string) => bar.say(message);
  return {
    onMessage: say,
    onWarning: say,
    onTask(task) {
      say(task.name);
      bar = progress({ total: task.steps });
      note = (row) => task.progress?.(row) ?? '';
    },
    onRow: (row) => bar.update(row.step, note(row)),
  };
}
