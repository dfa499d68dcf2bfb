import type { BeforeBind, Directory, DirectoryPerson } from './directory.ts';

export interface Proven {
  /** The directory that knows the person. */
  readonly directory: Directory;
  readonly person: DirectoryPerson;
}

/**
 * Asks the directories in the order of the configuration; the next one only where the one before does not know the name.
 * A wrong password ends it, or one typing error would count in every directory; so does a directory that cannot be
 * reached, or whoever it knows could be taken for a namesake in the next.
 */
export async function proveInOrder(
  directories: readonly Directory[],
  login: string,
  password: string,
  signal: AbortSignal,
  beforeBind: (directory: Directory) => BeforeBind,
): Promise<Proven | 'not-found' | 'refused'> {
  for (const directory of directories) {
    const answer = await directory.prove(login, password, signal, beforeBind(directory));
    if (answer === 'refused') return 'refused';
    if (answer !== 'not-found') return { directory, person: answer };
  }
  return 'not-found';
}
