import { describe, expect, it } from 'vitest';
import { loadProgram, type Program } from '../../../src/engine/generated/program.js';
import { graphBuilder } from '../../../src/engine/onnx/builder.js';
import { noise } from '../../../src/random/index.js';

const size = 4096;
/** Numbers of float32 that are looked at, spread over all of their bits: signs, exponents, NaN and infinities. */
const rounds = 16;

/** What the functions are in float64, and the largest error in units in the last place of float32. */
const functions: Record<string, readonly [(x: number) => number, number]> = {
  Exp: [Math.exp, 1],
  Log: [Math.log, 1],
  Tanh: [Math.tanh, 1.5],
  Sigmoid: [(x) => 1 / (1 + Math.exp(-x)), 2.25],
  Elu: [(x) => (x < 0 ? Math.expm1(x) : x), 2.5],
  // Computed in float64; past 10⁸ an angle is taken for a smaller one.
  Sin: [Math.sin, 0.51],
  Cos: [Math.cos, 0.51],
  Tan: [Math.tan, 0.51],
  Asin: [Math.asin, 0.51],
  Acos: [Math.acos, 0.51],
  Atan: [Math.atan, 0.51],
  Sinh: [Math.sinh, 0.51],
  Cosh: [Math.cosh, 0.51],
  Asinh: [Math.asinh, 0.51],
  Acosh: [Math.acosh, 0.51],
  Atanh: [Math.atanh, 0.51],
};

async function program(type: string, count = 1): Promise<Program> {
  const g = graphBuilder();
  const operands = ['x', 'y'].slice(0, count).map((name) => g.input(name, [size]));
  return loadProgram({
    inputs: g.inputs,
    outputs: new Map([['out', g.emit(type, operands, operands.slice(0, 1))[0]!]]),
  });
}

/** The difference from a float64 in units of the last place of the float32 nearest to it; 0 for the same special value. */
function error(found: number, wanted: number): number {
  const nearest = Math.fround(wanted);
  if (Object.is(found, nearest)) return 0;
  if (!Number.isFinite(found) || !Number.isFinite(nearest)) return Infinity;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(nearest))));
  return Math.abs(found - wanted) / 2 ** (exponent - 23);
}

describe('functions of generated WebAssembly are right to so many units in the last place', () => {
  it.each(Object.entries(functions))('%s', async (name, [wanted, limit]) => {
    const { inputs, outputs, run } = await program(name);
    const x = inputs.get('x')!;
    const bits = new Uint32Array(x.buffer, x.byteOffset, size);
    let [worst, at] = [0, 0];
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < size; i++) bits[i] = (i * rounds + round) * 2 ** 16 + ((i * 40503 + round) % 2 ** 16);
      run();
      for (const [i, found] of outputs.get('out')!.entries()) {
        if (/^(Sin|Cos|Tan)$/.test(name) && Math.abs(x[i]!) > 1e8) continue;
        const off = error(found, wanted(x[i]!));
        if (off > worst) [worst, at] = [off, x[i]!];
      }
    }
    expect(worst, `at ${at}`).toBeLessThan(limit);
  });

  it.each<[string, (x: number, y: number) => number]>([
    ['Pow', (x, y) => x ** y],
    ['Mod', (x, y) => x % y],
  ])('%s', async (name, wanted) => {
    const { inputs, outputs, run } = await program(name, 2);
    const [x, y] = [inputs.get('x')!, inputs.get('y')!];
    const draw = noise(1, name);
    x.set(draw.normal(size).map((z, i) => (i % 2 === 0 ? 1 : -1) * Math.exp(4 * z)));
    y.set(draw.normal(size).map((z, i) => (i % 3 === 0 ? Math.round(4 * z) : 4 * z)));
    run();
    const errors = [...outputs.get('out')!].map((found, i) => error(found, wanted(x[i]!, y[i]!)));
    expect(Math.max(...errors)).toBeLessThan(0.51);
  });
});
