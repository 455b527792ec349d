import { UserError } from '../errors.js';

/** What a file of JSON holds. @param path for the message @throws UserError if the text is not JSON */
export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`${path} is damaged: expected JSON, got something else`);
  }
}
