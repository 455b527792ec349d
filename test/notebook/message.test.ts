import { expect, test } from 'vitest';
import { decodeMessage, encodeRequest } from '../../tools/notebook/message.js';

const frames = (type: string, content: object, key: string) =>
  encodeRequest(type, content, key).frames.map((frame) => Buffer.from(frame));

test('decodeMessage reads what encodeRequest wrote, after any routing prefix', () => {
  const wire = [Buffer.from('a client'), ...frames('execute_request', { code: 'é' }, 'secret')];
  expect(decodeMessage(wire, 'secret')).toEqual({ type: 'execute_request', parent: '', content: { code: 'é' } });
});

test('decodeMessage rejects another key, a changed content and what is not a message', () => {
  const wire = frames('execute_request', { code: '1' }, 'secret');
  expect(decodeMessage(wire, 'another')).toBeUndefined();
  expect(decodeMessage([...wire.slice(0, -1), Buffer.from('{"code":"2"}')], 'secret')).toBeUndefined();
  expect(decodeMessage([Buffer.from('hello')], 'secret')).toBeUndefined();
});
