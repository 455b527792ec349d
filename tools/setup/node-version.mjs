/**
 * Says in one sentence why this Node.js cannot run the project; undefined when it can.
 * The range is that of `engines` in package.json: 21 and the first of 22 lack `crc32`, and the packages for development
 * ask for 22.12.
 * @param {string} version such as `20.19.4`
 */
export function unsupportedNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return undefined;
  return `Expected Node.js 20.19, 22.12 or newer, got ${version}; install the newest from https://nodejs.org and try again.`;
}

/**
 * Runs a program on a supported Node.js only. This module imports nothing, and `main` shall import what it needs when
 * it is called, so that even an old Node.js gets as far as the sentence.
 * @param {() => Promise<number>} main resolves to the exit code
 */
export function onSupportedNode(main) {
  const complaint = unsupportedNode(process.versions.node);
  if (complaint) {
    console.error(complaint);
    process.exitCode = 2;
    return;
  }
  main().then((code) => {
    process.exitCode = code;
  });
}
