import manifest from '../package.json' with { type: 'json' };

/** Version of this program, and the checksum of its build: results of another build are never read from a cache. */
export const VERSION: string = manifest.version;

declare const ADIT_BUILD: string | undefined;
/** True where the program runs from its source. */
export const FROM_SOURCE: boolean = typeof ADIT_BUILD !== 'string';
/** Set when the binary is built; from source every start is a build of its own. */
export const BUILD: string = typeof ADIT_BUILD === 'string' ? ADIT_BUILD : `source-${VERSION}`;
