import { cpus, totalmem } from 'node:os';

/** What a result was computed on. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  /** `linux x64` */
  platform: string;
}

/** This machine. */
export function machine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
  };
}
