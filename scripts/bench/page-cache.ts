import { dlopen, FFIType, ptr } from 'bun:ffi';
import { closeSync, openSync, statSync } from 'node:fs';
import { files } from './measure.ts';

const { i32, i64, u64, pointer } = FFIType;
const POSIX_FADV_DONTNEED = 4;
const PROT_READ = 1;
const MAP_SHARED = 1;
const PAGE = 4096;

const openLibc = () =>
  dlopen('libc.so.6', {
    posix_fadvise: { args: [i32, i64, i64, i32], returns: i32 },
    mmap: { args: [pointer, u64, i32, i32, i32, i64], returns: pointer },
    munmap: { args: [pointer, u64], returns: i32 },
    mincore: { args: [pointer, u64, pointer], returns: i32 },
  }).symbols;

/**
 * Drops a folder's files from the page cache, so that the next read comes from the disk. Pages that some process has
 * mapped stay: nothing may have the files open.
 * @returns the share of the pages that are still in memory; near 1 on file systems that live in it (tmpfs)
 */
export function evict(folder: string): number {
  const libc = openLibc();
  let pages = 0;
  let resident = 0;
  for (const path of files(folder)) {
    const { size } = statSync(path);
    if (size === 0) continue;
    const file = openSync(path, 'r');
    libc.posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    const mapped = libc.mmap(null, size, PROT_READ, MAP_SHARED, file, 0);
    const state = new Uint8Array(Math.ceil(size / PAGE));
    libc.mincore(mapped, size, ptr(state));
    libc.munmap(mapped, size);
    closeSync(file);
    pages += state.length;
    for (const page of state) resident += page & 1;
  }
  return pages === 0 ? 0 : resident / pages;
}
