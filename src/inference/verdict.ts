/** Whether and why a fit can be trusted, by what its draws show. */
export interface Verdict {
  /** `good`: k̂ < 0.5; `usable`: up to 0.7 with the weights; `poor`: neither draws nor weights are to be trusted. */
  readonly grade: 'good' | 'usable' | 'poor';
  /** One or more plain sentences. */
  readonly text: string;
}

export interface VerdictInputs {
  readonly paretoK: number;
  readonly effectiveSamples: number;
  /** S */
  readonly draws: number;
  /** How many draws have a log joint that is not finite. */
  readonly lost: number;
  /** Whether the ELBO was still rising at the last update. */
  readonly unfinished: boolean;
}

/** Bounds of k̂. Source: Vehtari et al. 2024. */
const [good, usable] = [0.5, 0.7];
/** So large a part of the draws may be lost. */
const mostLost = 0.01;

/** What k̂ and the rest say, in plain words. */
export function verdictOf({ paretoK, effectiveSamples, draws, lost, unfinished }: VerdictInputs): Verdict {
  const k = Number.isFinite(paretoK) ? paretoK.toFixed(2) : paretoK < 0 ? 'below 0.5' : 'not to be had';
  const share = `${Math.round(effectiveSamples)} of ${draws} draws count`;
  const grade =
    paretoK < good && lost <= mostLost * draws
      ? 'good'
      : paretoK < usable && lost <= mostLost * draws
        ? 'usable'
        : 'poor';
  const sentences: Record<Verdict['grade'], string> = {
    good: `The approximation is close to the posterior where it has draws: Pareto k̂ is ${k} (below ${good}), and ${share}.`,
    usable:
      `The approximation is near enough that importance weights correct it: Pareto k̂ is ${k} (from ${good} to ${usable}), and ${share}. ` +
      'Use the weighted or the resampled draws.',
    poor:
      `Do not trust this fit: Pareto k̂ is ${k} (above ${usable}), so that neither the draws nor their weights describe the posterior. ` +
      'A more flexible flow, more steps, or other parameters of the model may help.',
  };
  const more = [
    ...(lost > 0 ? [`Of ${draws} draws ${lost} have a log joint that is not finite, and weigh nothing.`] : []),
    ...(unfinished ? ['The ELBO was still rising when the updates ended: more `steps` may help.'] : []),
  ];
  return { grade, text: [sentences[grade], ...more].join(' ') };
}
