/** What `vinf` ends with. */
export const exitCodes = {
  done: 0,
  failed: 1,
  mistake: 2,
  partial: 3,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'done',
  failed: 'failed for a reason that vinf does not know',
  mistake: 'something to mend: an option, a file, a full disk, a training that broke down',
  partial: 'a study ended whose result is still without some rows',
  SIGINT: 'stopped by Ctrl-C, with a checkpoint, or the density so far',
  SIGTERM: 'stopped by SIGTERM, likewise',
};

/** The exit codes as lines of `vinf --help`. */
export const exitCodesHelp: string = ['', 'Exit codes:']
  .concat(
    Object.entries(meanings).map(
      ([name, meaning]) => `  ${String(exitCodes[name as keyof typeof exitCodes]).padEnd(3)}  ${meaning}`,
    ),
  )
  .join('\n');
