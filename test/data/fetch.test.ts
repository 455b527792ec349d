import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DownloadProgress, fetchDataFile } from '../../src/data/fetch.js';
import { readByteIdx } from '../../src/data/idx.js';
import { UserError } from '../../src/errors.js';
import { folderWith, smallDisk } from '../support/folders.js';
import { startNode } from '../support/processes.js';
import { type Answer, broken, serve, silent, slow, stalled, status, type TestServer, whole } from './server.js';
import { asText, sha256, tinyFile } from './tiny.js';

const name = 'tiny-idx3-ubyte.gz';
const quick = { backOffMs: [5, 5, 5], connectMs: 2000, stallMs: 2000 };
let folder: string;
let path: string;
let servers: TestServer[];

beforeEach(() => {
  folder = folderWith();
  path = join(folder, name);
  servers = [];
});
afterEach(() => Promise.all(servers.map((server) => server.close())));

async function server(...answers: Answer[]): Promise<TestServer> {
  const started = await serve(...answers);
  servers.push(started);
  return started;
}

/** Downloads the tiny file from servers with these answers into the folder. */
async function fetchTiny(...urls: string[]): Promise<Uint8Array> {
  return fetchDataFile((await tinyFile(urls)).file, path, quick);
}

const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

it('fetchDataFile: downloads, checks, and leaves only the final file', async () => {
  const { data, bytes } = await tinyFile();
  const { url } = await server(whole(bytes));
  expect(await fetchTiny(url).then(sha256)).toBe(sha256(data));
  expect(await readdir(folder)).toEqual([name]);
  expect(sha256(await readFile(path))).toBe(sha256(bytes));
});

it('fetchDataFile: reports progress that grows up to the total', async () => {
  const { file, bytes } = await tinyFile();
  const { url } = await server(whole(bytes));
  const seen: DownloadProgress[] = [];
  await fetchDataFile({ ...file, urls: [url] }, path, { ...quick, onProgress: (progress) => void seen.push(progress) });
  expect(seen.at(-1)).toEqual({ file: name, url, received: bytes.length, total: bytes.length });
  expect(seen.every(({ received }, i) => i === 0 || received > seen[i - 1]!.received)).toBe(true);
});

it('fetchDataFile: after a broken connection it asks only for the rest', async () => {
  const { data, bytes } = await tinyFile();
  const { url, ranges } = await server(broken(bytes, 1000), whole(bytes));
  expect(await fetchTiny(url).then(sha256)).toBe(sha256(data));
  expect(ranges).toEqual(['-', 'bytes=1000-']);
});

it('fetchDataFile: a server that cannot resume starts over', async () => {
  const { data, bytes } = await tinyFile();
  const noRanges: Answer = (_, response) => void response.end(bytes);
  const { url } = await server(broken(bytes, 1000), noRanges);
  expect(await fetchTiny(url).then(sha256)).toBe(sha256(data));
});

it('fetchDataFile: silence in the middle counts as a broken connection', async () => {
  const { data, bytes } = await tinyFile();
  const { url, ranges } = await server(stalled(bytes, 2000), whole(bytes));
  expect(await fetchTiny(url).then(sha256)).toBe(sha256(data));
  expect(ranges).toEqual(['-', 'bytes=2000-']);
});

it('fetchDataFile: bytes may come later than an answer must', async () => {
  const { file, data, bytes } = await tinyFile();
  const { url } = await server(slow(bytes, 1500), status(404));
  const fetched = fetchDataFile({ ...file, urls: [url] }, path, { ...quick, connectMs: 1000 });
  expect(await fetched.then(sha256)).toBe(sha256(data));
});

it('fetchDataFile: a busy server is tried again', async () => {
  const { data, bytes } = await tinyFile();
  const { url } = await server(status(503), status(429), whole(bytes));
  expect(await fetchTiny(url).then(sha256)).toBe(sha256(data));
});

it.each([
  ['is not there', status(404), 1],
  ['never answers', silent, 1],
  ['stays busy', status(500), 4],
])('fetchDataFile: where the file %s, the next address is used', async (_, answer, requests) => {
  const { data, bytes } = await tinyFile();
  const [bad, good] = [await server(answer), await server(whole(bytes))];
  expect(await fetchTiny(bad.url, good.url).then(sha256)).toBe(sha256(data));
  expect(bad.ranges.length).toBe(requests);
});

it('fetchDataFile: a wrong file is thrown away, never kept under the final name, and the next address is used', async () => {
  const { data, bytes } = await tinyFile();
  const [bad, good] = [await server(whole(flipped(bytes, 500))), await server(whole(bytes))];
  expect(await fetchTiny(bad.url, good.url).then(sha256)).toBe(sha256(data));
  await rm(path);
  const error = await fetchTiny(bad.url).catch((e) => e);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toContain((await tinyFile()).file.sha256);
  expect(await readdir(folder)).toEqual([]);
});

it('fetchDataFile: a bad beginning from an earlier time is thrown away and the whole file downloaded', async () => {
  const { data, bytes } = await tinyFile();
  const { url, ranges } = await server(whole(bytes));
  await writeFile(`${path}.part`, flipped(bytes, 10).subarray(0, 700));
  expect(await fetchTiny(url).then(sha256)).toBe(sha256(data));
  expect(ranges).toEqual(['bytes=700-', '-']);
  await rm(path);
  await writeFile(`${path}.part`, new Uint8Array(bytes.length + 5));
  expect(await fetchTiny(url).then(sha256)).toBe(sha256(data));
  expect(await readdir(folder)).toEqual([name]);
});

it('fetchDataFile: a part that is whole already needs no more bytes', async () => {
  const { data, bytes } = await tinyFile();
  const { url, ranges } = await server(whole(bytes));
  await writeFile(`${path}.part`, bytes);
  expect(await fetchTiny(url).then(sha256)).toBe(sha256(data));
  expect(ranges).toEqual([`bytes=${bytes.length}-`]);
});

it('fetchDataFile: amat text becomes gzip IDX', async () => {
  const { data } = await tinyFile();
  const { url } = await server(broken(asText(data), 9000), whole(asText(data)));
  expect(await fetchTiny(`${url}/tiny.amat`).then(sha256)).toBe(sha256(data));
  expect(await readdir(folder)).toEqual([name]);
  expect(sha256((await readByteIdx(await readFile(path), name)).data)).toBe(sha256(data));
});

it('fetchDataFile: nobody there is one line, quickly', async () => {
  const gone = await serve(silent);
  await gone.close();
  const start = performance.now();
  const error = await fetchTiny(gone.url, 'http://no-such-host.invalid/').catch((e) => e);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toMatch(
    /^cannot download it \(127\.0\.0\.1: no answer \(ECONNREFUSED\); no-such-host\.invalid: no answer/,
  );
  expect(performance.now() - start).toBeLessThan(3000);
  expect(await readdir(folder)).toEqual([]);
});

it('fetchDataFile: three at once all get the file', async () => {
  const { data, bytes } = await tinyFile();
  const { url } = await server(broken(bytes, 1000), broken(bytes, 1500), whole(bytes));
  const results = await Promise.all([fetchTiny(url), fetchTiny(url), fetchTiny(url)]);
  expect(results.map(sha256)).toEqual(Array(3).fill(sha256(data)));
  expect(await readdir(folder)).toEqual([name]);
});

it('fetchDataFile: killed in the middle, nothing is under the final name, and the next one continues', async () => {
  const { data, bytes } = await tinyFile();
  const { url, ranges } = await server(stalled(bytes, 3000), whole(bytes));
  const script = fileURLToPath(new URL('./fetch-child.ts', import.meta.url));
  const child = startNode(['--import', 'tsx', script, url, path]);
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const [left, ...others] = await readdir(folder);
  expect(left).toMatch(new RegExp(`^${name}\\.${child.pid}(-\\d+)?-0\\.part$`));
  expect(others).toEqual([]);
  expect(await fetchTiny(url).then(sha256)).toBe(sha256(data));
  expect(ranges).toEqual(['-', 'bytes=3000-']);
  expect(await readdir(folder)).toEqual([name]);
});

it('fetchDataFile: a full disk is one line naming the file, and nothing is under the final name', async ({ skip }) => {
  const disk = smallDisk(folder) ?? skip('needs root and mount to make a small tmpfs');
  try {
    const { file } = await tinyFile();
    const { url } = await server(whole(new Uint8Array(1 << 20)));
    const error = await fetchDataFile({ ...file, urls: [url, url] }, path, quick).catch((e) => e);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toBe(`Cannot write ${path}: no space left on the disk; free some space and try again`);
    expect(await readdir(folder)).not.toContain(name);
  } finally {
    disk.unmount();
  }
});
