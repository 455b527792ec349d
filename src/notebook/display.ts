import { createRequire } from 'node:module';

/** One thing in several MIME types; whoever shows it takes the richest type that they know. */
export interface Bundle {
  data: { 'text/plain': string; 'text/html'?: string; 'image/png'?: string; [type: string]: unknown };
  metadata?: Record<string, unknown>;
}

/** Which output a bundle belongs to: the first with an id makes the output, later ones replace it. */
export interface DisplaySlot {
  id: string;
  update: boolean;
}

/** Sends a bundle to the output of the cell in which this function was asked for. */
export type Display = (bundle: Bundle, slot?: DisplaySlot) => void;

type Modules = Record<string, { exports?: unknown } | undefined>;

interface TslabJupyter {
  lastWriteDisplayData?: ((content: object, update: boolean) => void) | null;
}

interface TslabPublic {
  display: { png(data: Uint8Array): void; html(text: string): void; text(text: string): void };
}

/**
 * The way to the output of the cell that is running, or undefined outside a tslab notebook.
 * tslab's public `display` sends one MIME type per output; a bundle goes through what stands behind it. A tslab without
 * that gets the richest single type.
 * @param modules the modules that this process has loaded, by path
 */
export function cellDisplay(modules: Modules = createRequire(import.meta.url).cache): Display | undefined {
  const paths = Object.keys(modules).filter((path) => /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(path));
  // A tslab installed for the user hands over to the project's own: of the two, one has run a cell.
  const running = paths
    .map((path) => modules[path]?.exports as TslabJupyter)
    .find((tslab) => tslab?.lastWriteDisplayData);
  const write = running?.lastWriteDisplayData;
  if (write) {
    return ({ data, metadata = {} }, slot) =>
      write({ data, metadata, transient: slot ? { display_id: slot.id } : {} }, slot?.update ?? false);
  }
  const changed = paths.find((path) => !('lastWriteDisplayData' in (modules[path]?.exports as object)));
  return changed === undefined ? undefined : singleType(publicPart(changed, modules));
}

function publicPart(jupyterPath: string, modules: Modules): TslabPublic {
  const path = jupyterPath.replace(/jupyter\.js$/, 'public.js');
  return (modules[path]?.exports ?? createRequire(jupyterPath)(path)) as TslabPublic;
}

/** Without slots, only the first state of a live figure is shown. */
function singleType({ display }: TslabPublic): Display {
  return ({ data }, slot) => {
    if (slot?.update) return;
    if (data['image/png'] !== undefined) display.png(Buffer.from(data['image/png'], 'base64'));
    else if (data['text/html'] !== undefined) display.html(data['text/html']);
    else display.text(data['text/plain']);
  };
}
