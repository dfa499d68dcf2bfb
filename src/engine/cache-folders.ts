import { sep } from 'node:path';

/**
 * Where what is made from versions is kept until it is made again. What lies below a region's storage root has its cache there too, so
 * that nothing of it is ever written elsewhere. Plain data: it is handed to threads.
 */
export interface CacheFolders {
  /** Of versions that lie in no region of their own. */
  readonly usual: string;
  readonly regions: readonly RegionCache[];
}

export interface RegionCache {
  /** Storage root of the region, absolute. */
  readonly root: string;
  readonly folder: string;
}

/** The cache folder for whatever is made from a version, or from a copy of one in such a folder. */
export const cacheFolderOf = ({ usual, regions }: CacheFolders, version: string): string =>
  regions.find(({ root }) => version.startsWith(root + sep))?.folder ?? usual;
