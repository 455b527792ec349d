import { Readable } from 'node:stream';
import { UserError } from '../../errors.js';

/**
 * Makes a cell that waits for input end with one line: nobody can type anything into this process, and what waits, waits
 * for ever. `readline` begins to read as soon as it is made.
 */
export function refuseInput(): void {
  const stdin = new Readable({ read: refuse });
  const listen = stdin.on.bind(stdin);
  const on = (event: string, listener: (...args: unknown[]) => void) =>
    reading.includes(event) ? refuse() : listen(event, listener);
  Object.assign(stdin, { fd: 0, on, addListener: on, read: refuse, resume: refuse, pipe: refuse });
  Object.defineProperty(stdin, Symbol.asyncIterator, { value: refuse });
  Object.defineProperty(process, 'stdin', { configurable: true, enumerable: true, get: () => stdin });
}

const reading = ['data', 'readable', 'keypress'];

function refuse(): never {
  throw new UserError('A cell cannot ask for input: write what it would read into the cell');
}
