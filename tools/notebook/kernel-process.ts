import { type ChildProcess, spawn } from 'node:child_process';
import { UserError } from '../../src/errors.js';

/** The kernel's own process: its end is noticed, and it ends no later than this process. */
export interface KernelProcess {
  readonly pid: number;
  /** Resolves, never rejects, when the process has ended: how, and the last lines it wrote outside the protocol. */
  readonly ended: Promise<string>;
  signal(name: NodeJS.Signals): void;
}

/** @throws UserError when the command cannot be started */
export async function startProcess(command: readonly string[], folder: string): Promise<KernelProcess> {
  const { FORCE_COLOR: _, ...env } = process.env; // Colour codes have no place in a notebook.
  const child = spawn(command[0]!, command.slice(1), {
    cwd: folder,
    env: { ...env, JPY_PARENT_PID: String(process.pid) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await started(child);
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const tail = lastOutput(child);
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => {
      process.off('exit', kill);
      resolve([signal ? `signal ${signal}` : `exit code ${code}`, tail().trim()].filter(Boolean).join('\n'));
    });
  });
  return { pid: child.pid!, ended, signal: (name) => void child.kill(name) };
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', ({ message }) =>
      reject(new UserError(`The notebook kernel does not start: ${message}; run \`npm run setup\` and try again`)),
    );
  });
}

function lastOutput(child: ChildProcess): () => string {
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-2000);
    });
  }
  return () => tail;
}
