export const objectives = ['likelihood', 'flow-matching'] as const;
/** What a flow is fitted by. */
export type FitObjective = (typeof objectives)[number];

export const pairings = ['random', 'transport'] as const;
/** Which noise flow matching carries to which row of a batch. */
export type FitPairing = (typeof pairings)[number];
