import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/** A message of the Jupyter protocol, version 5: what is said, and which request it answers. */
export interface Message {
  type: string;
  /** `msg_id` of the request that this answers; empty in a request */
  parent: string;
  content: Record<string, unknown>;
}

const delimiter = '<IDS|MSG>';
const session = randomUUID();

/**
 * The frames of a request on the wire: `<IDS|MSG>`, HMAC-SHA256 of what follows, header, parent header, metadata, content.
 * Source: "Messaging in Jupyter", the wire protocol.
 */
export function encodeRequest(type: string, content: object, key: string): { id: string; frames: string[] } {
  const id = randomUUID();
  const header = {
    msg_id: id,
    msg_type: type,
    session,
    username: 'vinf',
    version: '5.3',
    date: new Date().toISOString(),
  };
  const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
  return { id, frames: [delimiter, sign(parts, key), ...parts] };
}

/** Reads the frames of a message; undefined when the signature is not the kernel's. */
export function decodeMessage(frames: readonly Buffer[], key: string): Message | undefined {
  const start = frames.findIndex((frame) => frame.toString() === delimiter);
  const [signature, ...parts] = frames.slice(start + 1);
  if (start < 0 || signature === undefined || parts.length < 4) return undefined;
  const expected = Buffer.from(sign(parts, key));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined;
  const [header, parent, , content] = parts.map((part) => JSON.parse(part.toString()));
  return { type: header.msg_type, parent: parent.msg_id ?? '', content };
}

function sign(parts: readonly (string | Buffer)[], key: string): string {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}
