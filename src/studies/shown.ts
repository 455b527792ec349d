import { UserError } from '../errors.js';
import type { Missing, Profile, StudyResult } from './results.js';
import { readResult, type Study } from './study.js';

/** Share of the rows that a full result may be without to be shown. */
const mostMissing = 0.8;

/**
 * Which profile's result is shown: the full one once a fifth of its rows is there (studies make the first seed of
 * everything before the second), until then the quick one.
 * @param partial of the full result; undefined where it is complete
 */
export const isShown = (partial: Missing | undefined): boolean =>
  partial === undefined || partial.missing / partial.total <= mostMissing;

/** The result to show, with its profile. @throws UserError with the command that makes one if there is none */
export async function readStudy<Result extends StudyResult>(
  study: Study<Result>,
  folder?: string,
): Promise<{ profile: Profile; result: Result }> {
  const full = await readResult(study, 'full', folder);
  if (full && isShown(full.meta.partial)) return { profile: 'full', result: full };
  const quick = study.profiles.includes('quick') ? await readResult(study, 'quick', folder) : undefined;
  if (quick) return { profile: 'quick', result: quick };
  if (full) return { profile: 'full', result: full };
  throw new UserError(
    `There are no results of ${study.name} yet; write them with: ${commandOfStudy(study, study.profiles[0]!)}`,
  );
}

/** The command that writes a result. */
export const commandOfStudy = (study: Pick<Study, 'name' | 'profiles'>, profile: Profile): string =>
  `npx vinf study ${study.name}${study.profiles.length > 1 ? ` --profile ${profile}` : ''}`;
