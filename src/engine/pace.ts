/** The part of a channel used here; TypeScript knows that of Node.js without it, and the browser's not at all. */
interface Port {
  onmessage: () => void;
  postMessage(message: unknown): void;
  close(): void;
}
declare const MessageChannel: new () => { readonly port1: Port; readonly port2: Port };

/** Milliseconds after which others have their turn: less than a frame of a screen. */
const longest = 10;

/**
 * WebAssembly and tfjs compute at once: without a pause no signal, message or drawing would have its turn. Called before each
 * computation, the function waits for them once in a while.
 */
export function pacer(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < longest) return undefined;
    return turn().then(() => {
      last = performance.now();
    });
  };
}

/** The next turn of the event loop; a timer would come later. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
