import { execFile } from 'node:child_process';

/** A command that failed: how, and everything it wrote. */
export class CommandError extends Error {
  /** @override */
  name = 'CommandError';

  /**
   * @param {string} message
   * @param {string} output
   */
  constructor(message, output) {
    super(message);
    this.output = output;
  }

  /** The line of the output that says why, as far as one can tell. */
  get reason() {
    const lines = this.output.split('\n').filter((line) => /^E: |error|fatal/i.test(line));
    return lines.find((line) => line.includes(' reason: ')) ?? lines.at(-1) ?? this.message;
  }
}

const reminder = 30_000; // ms between signs of life of a long command

/**
 * Runs a command without showing what it writes: one sentence before, one after, a sign of life every 30 seconds.
 * @param {string} sentence what happens, without a full stop
 * @param {readonly string[]} command
 * @param {{ cwd: string, env?: Record<string, string>, timeout?: number, say?: (line: string) => void }} options timeout in ms
 * @throws {CommandError} when it cannot be started, fails or takes too long
 */
export async function runQuietly(sentence, command, { cwd, env = {}, timeout, say = console.log }) {
  const start = Date.now();
  const seconds = () => `${Math.round((Date.now() - start) / 1000)} s`;
  say(`${sentence} ...`);
  const timer = setInterval(() => say(`  still at it after ${seconds()}`), reminder);
  try {
    await finished(command, { cwd, env, timeout });
    say(`  done in ${seconds()}`);
  } finally {
    clearInterval(timer);
  }
}

/**
 * @param {readonly string[]} command
 * @param {{ cwd: string, env: Record<string, string>, timeout: number | undefined }} options
 * @returns {Promise<void>}
 */
function finished([program = '', ...args], { cwd, env, timeout }) {
  const options = { cwd, env: { ...process.env, ...env }, timeout, maxBuffer: 2 ** 26 };
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (!error) return resolve();
      const text = `\`${[program, ...args].join(' ')}\` ${ending(error)}`;
      reject(new CommandError(text, `${stdout}${stderr}`.trim()));
    });
    child.stdin?.end();
  });
}

/** @param {import('node:child_process').ExecFileException} error */
function ending({ code, signal }) {
  if (code === 'ENOENT') return 'is not installed';
  return signal ? `was stopped by ${signal}` : `failed with exit code ${code}`;
}

/** The command that starts npm: the npm that runs this script, else the one on the PATH. */
export function npm() {
  const running = process.env.npm_execpath ?? '';
  return /npm-cli\.c?js$/.test(running) ? [process.execPath, running] : ['npm'];
}
