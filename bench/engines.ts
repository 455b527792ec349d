import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Case, caseName } from './cases.js';

/** An engine that steps are measured with: the command that runs it on a case, and how many steps it makes per turn. */
export interface Engine {
  name: string;
  steps: number;
  command(item: Case): readonly string[] | undefined;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const ours = (name: string, steps: number): Engine => ({
  name,
  steps,
  command: (item) => [process.execPath, '--expose-gc', '--import', 'tsx', here('worker.ts'), name, caseName(item)],
});

/** Where Python is; its engines are measured if it has torch and jax. */
const python = process.env.VINF_PYTHON || 'python3';
const peer = (name: string, module: string, script: string, ...flags: string[]): Engine => ({
  name,
  steps: 10,
  command: ({ flow, K }) =>
    flow === 'planar' && hasModule(module) ? [python, here(`peers/${script}`), String(K), ...flags] : undefined,
});

const known = new Map<string, boolean>();
function hasModule(name: string): boolean {
  const found = known.get(name) ?? spawnSync(python, ['-c', `import ${name}`], { stdio: 'ignore' }).status === 0;
  known.set(name, found);
  return found;
}

export const engines: readonly Engine[] = [
  ours('compiled', 10),
  ours('eager-wasm', 1),
  peer('torch', 'torch', 'vae_torch.py'),
  peer('torch-compile', 'torch', 'vae_torch.py', '--compile'),
  peer('jax', 'jax', 'vae_jax.py'),
];

export interface Ready {
  setupMs: number;
  baseMiB: number;
}

export interface Turn {
  ms: number[];
  cpuMs: number;
}

/** Of a process: at the end, and at its peak. */
export interface Memory {
  residentMiB: number;
  peakMiB: number;
}

/** A running engine: it waits while others have their turn. */
export interface Running<Said = Ready> {
  /** What it said when it was ready. */
  ready: Said;
  turn(steps: number): Promise<Turn>;
  /** Ends it. */
  end(): Promise<Memory>;
}

/** Starts an engine and waits until it has made its first step. */
export async function start<Said = Ready>([program, ...args]: readonly string[]): Promise<Running<Said>> {
  const child: ChildProcess = spawn(program!, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const answer = async <T>(): Promise<T> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${[program, ...args].join(' ')} ended early`);
    return JSON.parse(value);
  };
  return {
    ready: await answer<Said>(),
    turn(steps) {
      child.stdin!.write(`${steps}\n`);
      return answer<Turn>();
    },
    end() {
      child.stdin!.end();
      return answer();
    },
  };
}
