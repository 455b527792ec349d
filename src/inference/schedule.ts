import { cosineDecay } from '../problem/cosine-decay.js';

export interface ScheduleOptions {
  /** η of the updates before the decay. */
  readonly learningRate: number;
  /** Updates at most. */
  readonly steps: number;
}

/** A learning rate that is held as long as that helps. */
export interface Schedule {
  rate(step: number): number;
  /** @param loss at the update that has just been made, the `step`-th */
  see(step: number, loss: number): void;
  /** Updates in all, known once the decay has begun; until then the most there can be. */
  end(): number;
  /** Whether the decay was begun for lack of updates, the loss still falling. */
  unfinished(): boolean;
}

/** Updates whose mean loss is compared. */
const stretchLength = 100;
/** Nats: less is no gain. */
const leastGain = 0.002;
/** Stretches without a gain after which the rate begins to fall. */
const patience = 4;
/** Of the updates before the decay, how many it takes; and the least. */
const [decayShare, leastDecay] = [0.5, 300];

/**
 * Holds the learning rate until the mean loss of four stretches of updates in turn is no better than the best before them, by
 * more than chance; then lets it fall along half a cosine, over half as many updates as there were.
 */
export function schedule({ learningRate, steps }: ScheduleOptions): Schedule {
  const latest = Math.max(1, Math.floor(steps / (1 + decayShare)));
  let [hold, cut] = [latest, false];
  let end = steps;
  let [best, since] = [Number.POSITIVE_INFINITY, 0];
  let losses: number[] = [];
  let falling: ReturnType<typeof cosineDecay> | undefined;
  const begin = (step: number) => {
    hold = step;
    end = Math.min(steps, step + Math.max(leastDecay, Math.ceil(decayShare * step)));
    falling = cosineDecay({ learningRate, steps: Math.max(1, end - hold), hold: 0, floor: 0.01 });
  };
  return {
    rate: (step) => (falling ? falling(step - hold) : learningRate),
    end: () => end,
    unfinished: () => cut,
    see(step, loss) {
      losses.push(loss);
      if (falling || losses.length < stretchLength) return;
      const { mean, chance } = trimmed(losses);
      losses = [];
      since = mean < best - Math.max(leastGain, chance) ? 0 : since + 1;
      best = Math.min(best, mean);
      cut = since < patience && step >= latest;
      if (since >= patience || cut) begin(step);
    },
  };
}

/** Mean of the middle half, which single draws far out do not move, and its standard error. */
function trimmed(losses: number[]): { mean: number; chance: number } {
  const sorted = [...losses].sort((a, b) => a - b);
  const middle = sorted.slice(Math.floor(sorted.length / 4), Math.ceil((3 * sorted.length) / 4));
  const mean = middle.reduce((sum, x) => sum + x, 0) / middle.length;
  const spread = Math.sqrt(middle.reduce((sum, x) => sum + (x - mean) ** 2, 0) / middle.length);
  return { mean, chance: (2 * spread) / Math.sqrt(sorted.length) };
}
