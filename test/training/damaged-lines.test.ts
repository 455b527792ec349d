import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRun, openRun, readMetrics, readTimings } from '../../src/training/run-folder.js';
import { damages, expectComplaint, expectLine, putDamaged } from '../support/damage.js';
import { folderWith } from '../support/folders.js';

let folder: string;
let warnings: string[];
const warn = (message: string) => void warnings.push(message);
beforeEach(() => {
  folder = folderWith({ 'config.json': '{}' });
  warnings = [];
});

const steps = [10, 20, 30];
const files = {
  'metrics.jsonl': { row: (step: number): object => ({ step, loss: 1 / step }), read: readMetrics },
  'timings.jsonl': { row: (step: number): object => ({ step, seconds: 1, processorSeconds: 2 }), read: readTimings },
};

describe.each(Object.entries(files))('%s', (name, { row, read }) => {
  const path = () => join(folder, name);
  const lines = steps.map((step) => JSON.stringify(row(step)));
  const stepsOf = async () => (await read(folder, warn)).map(({ step }) => step);

  it('is empty where there is none', async () => {
    expect(await read(folder, warn)).toEqual([]);
  });

  it.each(
    Object.entries(damages),
  )('%s in place of the second line: it is named, the others are read', async (_, of) => {
    const damaged = of(lines[1]!);
    if (!damaged) return; // Nothing stands in such a line.
    writeFileSync(path(), `${lines[0]}\n${damaged}\n${lines[2]}\n`);
    expect(await stepsOf()).toEqual([10, 30]);
    expect(warnings).toHaveLength(1);
    expectLine(warnings[0], `${path()}, line 2`);
    expect(warnings[0]).toMatch(/expected .*the line is left out; restore the file from a copy if you have one$/);
  });

  it.each(Object.entries(damages))('%s in place of all: one line that names it, and a retry goes on', async (_, of) => {
    const damaged = of(lines.join('\n'));
    putDamaged(path(), damaged);
    if (damaged === undefined) {
      expectComplaint(await read(folder, warn).catch((error) => error), name);
      expectComplaint(await openRun(folder).catch((error) => error), name);
      return;
    }
    await read(folder, warn);
    for (const warning of warnings) expectLine(warning, name);
    const run = await openRun(folder, warn);
    await run.rewind(30);
    await run.appendMetrics({ step: 40, loss: 1 });
    await run.appendTiming({ step: 40, seconds: 1, processorSeconds: 1 });
    await run.close();
    warnings = [];
    expect((await stepsOf()).at(-1)).toBe(40);
    expect(warnings).toEqual([]);
  });

  it('a half last line is dropped without a word, and rows appended later stand in lines of their own', async () => {
    writeFileSync(path(), `${lines[0]}\n${lines[1]}\n${lines[2]!.slice(0, 8)}`);
    expect(await stepsOf()).toEqual([10, 20]);
    const run = await openRun(folder, warn);
    await run.appendMetrics({ step: 30, loss: 1 / 30 });
    await run.appendTiming({ step: 30, seconds: 1, processorSeconds: 2 });
    await run.close();
    expect(readFileSync(path(), 'utf8')).toBe(`${lines.join('\n')}\n`);
    expect(warnings).toEqual([]);
  });

  it('a whole last line that is not ended stays', async () => {
    writeFileSync(path(), lines.slice(0, 2).join('\n'));
    await (await openRun(folder, warn)).close();
    expect(readFileSync(path(), 'utf8')).toBe(`${lines[0]}\n${lines[1]}\n`);
  });

  it('many damaged lines make one message', async () => {
    writeFileSync(path(), `null\n7\n${lines[0]}\n{"step": -1}\n`);
    expect(await stepsOf()).toEqual([10]);
    expect(warnings).toEqual([
      `${path()}, line 1: the whole: expected object, received null; the line is left out, and 2 more like it; ` +
        'restore the file from a copy if you have one',
    ]);
  });
});

it('values that were not finite are NaN when they are read, and the file stays as it is', async () => {
  const text = '{"step":10,"loss":null,"validLoss":1}\n';
  writeFileSync(join(folder, 'metrics.jsonl'), text);
  const run = await openRun(folder, warn);
  expect(await run.rewind(10)).toEqual([{ step: 10, loss: Number.NaN, validLoss: 1 }]);
  await run.close();
  expect(readFileSync(join(folder, 'metrics.jsonl'), 'utf8')).toBe(text);
});

it('timings are rewound with the metrics; in older folders the later row of a step counts', async () => {
  const timing = (step: number, seconds: number) => ({ step, seconds, processorSeconds: seconds });
  const path = join(folder, 'timings.jsonl');
  for (const row of [timing(10, 1), timing(20, 2), timing(20, 3), timing(30, 4)]) {
    appendFileSync(path, `${JSON.stringify(row)}\n`);
  }
  expect(await readTimings(folder)).toEqual([timing(10, 1), timing(20, 3), timing(30, 4)]);
  const run = await openRun(folder);
  await run.rewind(20);
  await run.appendTiming(timing(30, 5));
  await run.close();
  expect(await readTimings(folder)).toEqual([timing(10, 1), timing(20, 3), timing(30, 5)]);
});

it('openRun lets go of a folder that it cannot open', async () => {
  putDamaged(join(folder, 'timings.jsonl'), undefined);
  expectComplaint(await openRun(folder).catch((error) => error), 'timings.jsonl');
  putDamaged(join(folder, 'timings.jsonl'), '');
  await (await openRun(folder)).close();
});

it('createRun does not glue rows to what an earlier process has left', async () => {
  const place = join(folder, 'new');
  putDamaged(join(place, 'metrics.jsonl'), '{"step":1');
  const run = await createRun(place, {});
  await run.appendMetrics({ step: 1, loss: 2 });
  await run.close();
  expect(readFileSync(join(place, 'metrics.jsonl'), 'utf8')).toBe('{"step":1,"loss":2}\n');
});
