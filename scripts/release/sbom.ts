import type { ShippedPackage } from './packages.ts';

interface Product {
  name: string;
  version: string;
  licence: string;
  bunVersion: string;
  /** Day on which advisories about the packages were looked up; null: nobody could be asked. */
  advisoriesLookedUp: string | null;
}

const purl = (name: string, version: string): string => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** `expression` where it is one, `id` where it is a single licence, as CycloneDX wants it. */
const licences = (licence: string): object[] =>
  /\s(AND|OR|WITH)\s/.test(licence) ? [{ expression: licence }] : [{ license: { id: licence } }];

/** A CycloneDX 1.6 bill of materials. No time and no serial number: the same source gives the same bytes. */
export function sbomOf(product: Product, packages: readonly ShippedPackage[]): string {
  const ref = `${product.name}@${product.version}`;
  const bun = `bun@${product.bunVersion}`;
  const component = (type: string, name: string, version: string, licence: string) => ({
    type,
    'bom-ref': `${name}@${version}`,
    name,
    version,
    licenses: licences(licence),
    purl: purl(name, version),
  });
  return `${JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: {
        component: component('application', product.name, product.version, product.licence),
        properties: [{ name: 'adit:advisories-looked-up', value: product.advisoriesLookedUp ?? 'not yet' }],
      },
      components: [
        component('platform', 'bun', product.bunVersion, 'MIT'),
        ...packages.map(({ name, version, licence }) => component('library', name, version, licence)),
      ],
      dependencies: [
        { ref, dependsOn: [bun, ...packages.map(({ name, version }) => `${name}@${version}`)] },
        { ref: bun, dependsOn: [] },
        ...packages.map(({ name, version, dependsOn }) => ({ ref: `${name}@${version}`, dependsOn })),
      ],
    },
    null,
    2,
  )}\n`;
}
