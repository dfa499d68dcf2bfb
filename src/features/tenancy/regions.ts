import { invalid } from '#sdk';

/** Names of the storage roots that are configured. */
export interface Regions {
  readonly names: readonly string[];
}

/** The region that is meant, which then never changes. */
export function chosenRegion({ names }: Regions, wanted: string | undefined, usual: string): string {
  const region = wanted ?? usual;
  if (names.includes(region)) return region;
  return invalid(
    'region.unknown',
    `There is no region "${region.slice(0, 100)}". The regions are ${names.join(', ')}; further ones are added under [data.regions].`,
    [{ pointer: '/region', message: 'no region of this name' }],
  );
}
