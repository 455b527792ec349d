import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { runsCommand } from '../../src/cli/runs.js';
import { defaultConfig } from '../../src/runs/config.js';
import { listRuns } from '../../src/runs/list.js';
import { damages, expectComplaint, expectLine, putDamaged } from '../support/damage.js';
import { folderWith, useDataFolder } from '../support/folders.js';

const config = JSON.stringify({ ...defaultConfig, digits: 'synthetic digits' });
let folder: string;
beforeEach(() => {
  folder = folderWith({ 'runs/good/config.json': config, 'runs/good/metrics.jsonl': '{"step":100,"bound":90.5}\n' });
  useDataFolder(folder);
});

const good = {
  name: 'good',
  flow: 'planar',
  layers: 10,
  step: 100,
  steps: 10_000,
  bound: 90.5,
  data: 'synthetic digits',
};

/** What `vinf runs` prints. */
async function printed(...flags: string[]): Promise<{ out: string; err: string }> {
  const said = { out: '', err: '' };
  const into = (key: 'out' | 'err') => (text: string | Uint8Array) => {
    said[key] += text;
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(into('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(into('err')),
  ];
  await runsCommand().parseAsync(flags, { from: 'user' });
  for (const spy of spies) spy.mockRestore();
  return said;
}

it.each(Object.entries(damages))('a config.json, %s, hides no other run', async (_, damage) => {
  const path = join(folder, 'runs', 'bad', 'config.json');
  putDamaged(path, damage(config));
  const [bad, ...others] = await listRuns();
  expect(others).toEqual([good]);
  expect(bad).toEqual({ name: 'bad', problem: expect.any(String) });
  expectLine(bad!.problem, path);
  const { out, err } = await printed();
  expect(out).toContain('good  planar K=10  100/10000  90.50');
  expect(err).toBe(`vinf: bad: ${bad!.problem}\n`);
  expect(JSON.parse((await printed('--json')).out)).toEqual([bad, good]);
});

it('a run with a damaged row of metrics is listed with what is still good', async () => {
  const path = join(folder, 'runs', 'good', 'metrics.jsonl');
  putDamaged(path, '{"step":50,"bound":99}\nnull\n{"step":100,"bound":null}\n');
  const [run] = await listRuns();
  expect(run).toMatchObject({ ...good, bound: Number.NaN });
  expectLine(run!.problem, `${path}, line 2`);
  const { out, err } = await printed();
  expect(out).toContain('good  planar K=10  100/10000  NaN');
  expect(err).toBe(`vinf: good: ${run!.problem}\n`);
});

it('a run that was begun before there were all of today’s options is listed as any other', async () => {
  const { schedule: _, patience: __, ...older } = defaultConfig;
  putDamaged(join(folder, 'runs', 'older', 'config.json'), JSON.stringify(older));
  expect((await listRuns())[1]).toMatchObject({ name: 'older', flow: 'planar', steps: 10_000, data: '' });
});

it('a run whose metrics cannot be read is named', async () => {
  putDamaged(join(folder, 'runs', 'good', 'metrics.jsonl'), undefined);
  expect(await listRuns()).toEqual([
    { name: 'good', problem: expect.stringContaining('metrics.jsonl: it is a folder') },
  ]);
  expect((await printed()).out).toBe('');
});

it('a folder of runs that is none is one clear line, and one that is not there holds no runs', async () => {
  putDamaged(join(folder, 'runs'), 'a file');
  expectComplaint(await listRuns().catch((error) => error), join(folder, 'runs'));
  useDataFolder(folderWith());
  expect((await printed()).out).toBe('No runs yet; `vinf train` makes one.\n');
});
