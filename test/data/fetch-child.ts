import { fetchDataFile } from '../../src/data/fetch.js';
import { tinyFile } from './tiny.js';

/** Downloads the tiny file from an address to a path, until it is killed. */
const [url, path] = process.argv.slice(2);
await fetchDataFile((await tinyFile([url!])).file, path!, { onProgress: () => void process.stdout.write('.') });
