import { z } from 'zod';
import { checked } from '../../src/files/checked.js';
import type { Message } from './message.js';

/** One output of a cell, as nbformat 4 stores it. */
export type Output = StreamOutput | DisplayOutput;

export interface StreamOutput {
  output_type: 'stream';
  name: 'stdout' | 'stderr';
  text: string;
}

export interface DisplayOutput {
  output_type: 'display_data';
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
}

/** Collects what a kernel publishes while a notebook runs. */
export interface OutputCollector {
  /** Outputs of a new cell: the list, and what to call with each message for that cell. */
  cell(): { outputs: Output[]; listener(message: Message): void };
}

/**
 * Collects as JupyterLab does: consecutive texts on one stream are one output, and an update of a display replaces what
 * stands there, in whichever cell, so that a live curve ends as its last state.
 */
export function collectOutputs(): OutputCollector {
  const displays = new Map<string, DisplayOutput[]>();
  return {
    cell() {
      const outputs: Output[] = [];
      const listener = ({ type, content }: Message) => {
        const shown = () => checked(displayContent, content, `the kernel's ${type}`);
        if (type === 'stream') addText(outputs, checked(streamContent, content, `the kernel's ${type}`));
        if (type === 'display_data') outputs.push(newDisplay(shown(), displays));
        if (type === 'update_display_data') updateDisplays(shown(), displays);
      };
      return { outputs, listener };
    },
  };
}

type StreamContent = Omit<StreamOutput, 'output_type'>;
const streamContent: z.ZodType<StreamContent> = z.object({ name: z.enum(['stdout', 'stderr']), text: z.string() });

interface DisplayContent extends Omit<DisplayOutput, 'output_type'> {
  transient?: { display_id?: string | undefined };
}
const anything = z.record(z.string(), z.unknown());
const displayContent: z.ZodType<DisplayContent> = z.object({
  data: anything,
  metadata: anything,
  transient: z.object({ display_id: z.string().optional() }).exactOptional(),
});

function addText(outputs: Output[], { name, text }: StreamContent): void {
  const last = outputs.at(-1);
  if (last?.output_type === 'stream' && last.name === name) last.text += text;
  else outputs.push({ output_type: 'stream', name, text });
}

function newDisplay({ data, metadata, transient }: DisplayContent, displays: Map<string, DisplayOutput[]>): Output {
  const output: DisplayOutput = { output_type: 'display_data', data, metadata };
  const id = transient?.display_id;
  if (id !== undefined) displays.set(id, [...(displays.get(id) ?? []), output]);
  return output;
}

function updateDisplays({ data, metadata, transient }: DisplayContent, displays: Map<string, DisplayOutput[]>): void {
  for (const output of displays.get(transient?.display_id ?? '') ?? []) Object.assign(output, { data, metadata });
}
