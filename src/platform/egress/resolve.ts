import { lookup } from 'node:dns/promises';

/** The addresses of a name, in the order in which to try them. Throws where there are none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const PATIENCE_MS = 5000;

/** As the machine resolves names: its hosts file, its name servers, its search domains. */
export const systemResolve: Resolve = async (host) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the name servers do not answer')), PATIENCE_MS);
  });
  try {
    return (await Promise.race([lookup(host, { all: true, order: 'verbatim' }), late])).map(({ address }) => address);
  } finally {
    clearTimeout(timer);
  }
};
