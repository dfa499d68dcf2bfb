import { FILES, LIBRARIES } from './generated/page-files.ts';
import { type AssetRoute, asset } from './route.ts';

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  webmanifest: 'application/manifest+json; charset=utf-8',
};

/**
 * htmx starts as soon as its script has run: what must be there by then (our Trusted Types policy, the extensions) is in the same
 * file, or a cold page load would sometimes miss it.
 */
const HTMX_BUNDLE = [LIBRARIES['htmx.js'], FILES['htmx-policy.js'], LIBRARIES['htmx-sse.js']];

/** The stylesheet's sections, in the order of their names; browsers get one file. */
const stylesheet = (): string =>
  Object.keys(FILES)
    .filter((path) => path.endsWith('.css'))
    .map((path) => FILES[path])
    .join('\n');

const served = new Map<string, string>([
  ['adit.css', stylesheet()],
  ...Object.entries(FILES).filter(([path]) => !path.endsWith('.css') && path !== 'htmx-policy.js'),
  ['vendor/htmx.js', HTMX_BUNDLE.join('\n;\n')],
  ...Object.entries(LIBRARIES)
    .filter(([name]) => !name.startsWith('htmx'))
    .map(([name, text]): [string, string] => [`vendor/${name}`, text]),
]);

const checksums = new Map(
  [...served].map(([path, text]) => [
    path,
    new Bun.CryptoHasher('sha256').update(text).digest('base64url').slice(0, 12),
  ]),
);

/** Address of a file that ships with the program; it changes with the content, so that browsers may keep it for ever. */
export function assetUrl(path: string): string {
  const checksum = checksums.get(path);
  if (!checksum) throw new Error(`public/ has no file ${path}`);
  return `/public/${path}?v=${checksum}`;
}

/** The files that pages refer to. */
export const ASSETS: readonly AssetRoute[] = [...served].map(([path, content]) =>
  asset(`/public/${path}`, TYPES[path.split('.').at(-1)!] ?? 'application/octet-stream', content),
);
