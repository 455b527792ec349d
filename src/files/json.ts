import { UserError } from '../errors.js';

/** What a file of JSON holds. @param path for the message @throws UserError if the text is not JSON */
export function parseJson<T>(text: string, path: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new UserError(`${path} is damaged: expected JSON, got something else`);
  }
}
