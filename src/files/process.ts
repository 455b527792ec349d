/** Whether a process of this machine is there, of whatever user. */
export function isAlive(pid: number): boolean {
  if (pid <= 0) return false; // Numbers of groups.
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
