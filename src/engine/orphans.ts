import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { PARENT } from './child-process.ts';

/**
 * Ends children of this program whose parent was killed, and waits until they are gone. They end by themselves, but only
 * within half a second: until then they would go on to write beneath a folder that is being swept.
 */
export async function endOrphans(): Promise<void> {
  const orphans = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isOrphan(name));
  for (const pid of orphans) {
    try {
      process.kill(-Number(pid), 'SIGKILL'); // each leads a group of its own
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  while (orphans.some(isOrphan)) await Bun.sleep(5);
}

/** False also for what belongs to someone else, or has ended. */
function isOrphan(pid: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    if (!words.at(-2)?.endsWith('-host')) return false;
    // In a container numbers of processes mean others than here, and its own program looks after its children.
    if (namespaceOf(pid) !== namespaceOf('self')) return false;
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const parent = environment.find((entry) => entry.startsWith(`${PARENT}=`))?.slice(PARENT.length + 1);
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    if (/^State:\s+Z/m.test(status)) return false;
    return parent !== undefined && /^PPid:\s+(\d+)/m.exec(status)?.[1] !== parent;
  } catch {
    return false; // it ended meanwhile, or is not ours to look at
  }
}

const namespaceOf = (pid: string): string => readlinkSync(`/proc/${pid}/ns/pid`);
