import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstLine, UserError } from '../../src/errors.js';

const channels = ['shell', 'iopub', 'stdin', 'control', 'hb'] as const;

/** Where a kernel listens, as its connection file says. */
export interface Connection {
  /** path of the connection file, in a folder of its own that only this user can read */
  readonly file: string;
  /** secret that signs every message */
  readonly key: string;
  address(channel: (typeof channels)[number]): string;
  /** Deletes the connection file; the end of this process does so too. */
  remove(): void;
}

/**
 * Writes a connection file for a kernel to be started. The channels are Unix sockets beside the file, which nobody else
 * can reach or take away; on Windows, which has none, free ports of localhost.
 * @throws UserError where no temporary file can be written
 */
export async function newConnection(): Promise<Connection> {
  const folder = await mkdtemp(join(tmpdir(), 'vinf-kernel-')).catch((error) => {
    throw new UserError(`Expected a folder for temporary files, got ${firstLine(error)}; set TMPDIR to one`);
  });
  const file = join(folder, 'connection.json');
  const unix = process.platform !== 'win32';
  const [transport, ip] = unix ? ['ipc', join(folder, 'kernel')] : ['tcp', '127.0.0.1'];
  const ports = unix ? channels.map((_, i) => i + 1) : await freePorts(channels.length, ip);
  const key = randomBytes(32).toString('hex');
  const entries = channels.map((channel, i) => [`${channel}_port`, ports[i]]);
  const settings = { transport, ip, key, signature_scheme: 'hmac-sha256', ...Object.fromEntries(entries) };
  await writeFile(file, JSON.stringify(settings), { mode: 0o600 });
  const deleteFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', deleteFolder);
  return {
    file,
    key,
    address: (channel) => `${transport}://${ip}:${ports[channels.indexOf(channel)]}`,
    remove() {
      process.off('exit', deleteFolder);
      deleteFolder();
    },
  };
}

/** All are held open until the last is found, so that they differ. */
async function freePorts(count: number, ip: string): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(ip)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

function listen(ip: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, ip, () => resolve(server));
  });
}
