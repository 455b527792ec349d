import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { joinOutput, type StreamName } from '../../src/notebook/kernel/joined-output.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function joined(limit?: number) {
  const sent: [StreamName, string][] = [];
  const output = joinOutput((name, text) => sent.push([name, text]), limit === undefined ? {} : { limit });
  output.write('stdout', '');
  return {
    output,
    sent,
    text: (stream: StreamName) => sent.map(([name, text]) => (name === stream ? text : '')).join(''),
  };
}

test('joinOutput: what comes first is sent at once, what follows within 50 ms is one message', () => {
  const { output, sent } = joined();
  for (const text of ['a\n', 'b\n', 'c\n']) output.write('stdout', text);
  expect(sent).toEqual([['stdout', 'a\n']]);
  vi.advanceTimersByTime(50);
  expect(sent).toEqual([
    ['stdout', 'a\n'],
    ['stdout', 'b\nc\n'],
  ]);
});

test('joinOutput: the order of the streams stays, and flush sends before anything else', () => {
  const { output, sent } = joined();
  output.write('stdout', 'a');
  output.write('stdout', 'b');
  output.write('stderr', 'c');
  output.write('stdout', 'd');
  output.flush();
  expect(sent.map(([name, text]) => `${name} ${text}`)).toEqual(['stdout a', 'stdout b', 'stderr c', 'stdout d']);
});

test('joinOutput: a loop that never yields is shown while it runs', () => {
  const { output, sent } = joined();
  output.write('stdout', 'a');
  output.write('stdout', 'b');
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60); // No timer fires.
  expect(sent).toHaveLength(1);
  output.write('stdout', 'c');
  expect(sent.at(-1)).toEqual(['stdout', 'bc']);
});

test('joinOutput: messages stay short, and nothing is lost of a flood below the limit', () => {
  const { output, sent, text } = joined();
  const lines = Array.from({ length: 90_000 }, (_, i) => `line ${i}\n`);
  for (const line of lines) output.write('stdout', line);
  output.end();
  expect(text('stdout')).toBe(lines.join(''));
  expect(Math.max(...sent.map(([, { length }]) => length))).toBeLessThan(110_000);
});

test('joinOutput: beyond the limit one note, and at the end how many lines are left out, and the last ones', () => {
  const { output, text } = joined(5_000);
  for (let i = 0; i < 2_000; i++) output.write('stdout', `line ${i}\n`);
  output.write('stderr', 'Error: the reason\n');
  output.flush();
  expect(text('stdout')).toMatch(/^line 0\n.*\n\n\[A cell shows its first 5,000 characters; [^\n]*\]\n$/s);
  output.end();
  const [, shown, missing, last] = /^(.*)\n\[.*\]\n\[([\d,]+) lines are left out here\]\n(.*)$/s.exec(text('stdout'))!;
  const count = (lines: string) => lines.split('\n').length - 1;
  expect(count(shown!) + Number(missing!.replace(',', '')) + count(last!)).toBe(2_000);
  expect(last).toMatch(/^line \d+\n(line \d+\n)*line 1999\n$/);
  expect(text('stderr')).toBe('Error: the reason\n');
  output.write('stdout', 'after the end\n');
  output.flush();
  expect(text('stdout')).not.toContain('after the end');
});

test('joinOutput: one text that is longer than the limit is cut at the end of a line, or where it has none', () => {
  const lines = joined(100);
  lines.output.write('stdout', 'x'.repeat(60).concat('\n').repeat(3));
  expect(lines.text('stdout')).toMatch(/^x{60}\n\n\[A cell/);
  const single = joined(100);
  single.output.write('stdout', 'x'.repeat(3_000));
  expect(single.text('stdout')).toMatch(/^x{100}\n\[A cell/);
});
