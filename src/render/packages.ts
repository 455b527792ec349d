import { createRequire } from 'node:module';
import { UserError } from '../errors.js';

/** What draws: packages that somebody who uses the library alone need not have. */
const packages = ['playwright-core', 'plotly.js-dist'];

/** @throws UserError with the command that mends it where one of them is not installed */
export function checkPackages(): void {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  throw new UserError(
    `Pictures and PDF files need ${missing.join(' and ')}; install with: npm install ${missing.join(' ')}`,
  );
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
