import { isBuilt } from './build-record.mjs';
import { dependenciesInstalled } from './dependencies.mjs';
import { projectFolder } from './folder.mjs';
import { nativeChanged } from './native.mjs';

/**
 * Says in one sentence why the command line cannot be run as this checkout stands; undefined when it can.
 * @param {string} root the project's folder
 */
export function unreadiness(root = projectFolder) {
  if (!dependenciesInstalled(root, ({ dev }) => !dev)) {
    return 'The npm packages that the library needs are missing or of another version; run `npm run setup`.';
  }
  if (nativeChanged(root)) return 'The native packages are not those that were set up; run `npm run setup`.';
  if (!isBuilt(root)) return 'The built library is missing, damaged or older than its source; run `npm run setup`.';
  return undefined;
}
