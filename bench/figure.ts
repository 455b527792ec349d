import { type Figure, lineChart } from '../src/plots/index.js';

/** What the figure shows of a line of the results. */
export interface BenchRow {
  engine: string;
  flow: string;
  K: number;
  /** Wall clock of a step, median over the turns. */
  ms: number;
}

/** A line of the results: medians over the turns. */
export interface Row extends BenchRow {
  /** Processor time of a step, all threads together; steadier than `ms` on a busy machine. */
  cpuMs: number;
  /** Memory of the process: at its peak, after the last step, and before the step was set up. */
  peakMiB: number;
  residentMiB: number;
  baseMiB: number;
  /** Weights, moments, gradients and activations, counted by hand; for the planar VAE. */
  countedMiB?: number;
  /** Trace and session, or the first call. */
  setupMs: number;
}

const styles: Record<string, { name: string; colour: string }> = {
  compiled: { name: 'compiled', colour: '#0072b2' },
  'eager-wasm': { name: 'eager (wasm)', colour: '#56b4e9' },
  torch: { name: 'PyTorch', colour: '#d55e00' },
  'torch-compile': { name: 'PyTorch, compiled', colour: '#e69f00' },
  jax: { name: 'JAX', colour: '#009e73' },
};

/** Milliseconds of a step of the VAE against the number of planar layers, one curve per engine. */
export function costFigure(rows: readonly BenchRow[]): Figure {
  const engines = [...new Set(rows.map(({ engine }) => engine))];
  const curves = engines.map((engine) => {
    const points = rows.filter((row) => row.engine === engine && row.flow === 'planar').sort((a, b) => a.K - b.K);
    return { x: points.map(({ K }) => K), y: points.map(({ ms }) => ms), markers: true, ...styles[engine]! };
  });
  return lineChart(curves, { xTitle: 'planar layers K', yTitle: 'ms per step', yScale: 'log', labels: 'legend' });
}
