import { createHmac } from 'node:crypto';
import { invalid, notThere } from '#sdk';
import { encodedKey, type ObjectStore } from './object-store.ts';
import { allOf, at, textAt, type XmlElement } from './xml-tree.ts';

export interface AzureSettings {
  readonly endpoint: string;
  readonly account: string;
  readonly container: string;
  readonly accountKey: string;
  readonly sas: string;
}

/** The version of the interface that answers are read by. */
const VERSION = '2021-12-02';
const PAGE = '5000';

/** A container of Azure Blob Storage. Requests carry a shared access signature, or are signed by the key of the account. */
export function azureStore(settings: AzureSettings): ObjectStore {
  const base = baseOf(settings);
  const sas = new URLSearchParams(settings.sas.trim().replace(/^\?/, ''));
  if ((settings.accountKey === '') === (settings.sas.trim() === ''))
    invalid('connector.oneKey', 'Give the key of the account or a shared access signature, one of the two.');
  if (settings.sas.trim() !== '' && !sas.has('sig'))
    invalid(
      'connector.badSas',
      'The shared access signature has no "sig=": take the part after the query mark, whole.',
    );
  const server = `The container "${settings.container}" at ${base.host}`;
  return {
    server,
    async request({ key, query = {}, headers = {} }) {
      const url = new URL(key === undefined ? base.href.slice(0, -1) : base.href + encodedKey(key));
      for (const [name, value] of [...Object.entries(query), ...sas]) url.searchParams.set(name, value);
      const sent = new Headers({ ...headers, 'x-ms-version': VERSION, 'x-ms-date': new Date().toUTCString() });
      if (settings.accountKey !== '') sent.set('authorization', sharedKey(settings, url, sent));
      return { url: url.href, headers: sent };
    },
    listing: (prefix, subfolders, after) => ({
      ...{ restype: 'container', comp: 'list', maxresults: PAGE, prefix },
      ...(subfolders ? {} : { delimiter: '/' }),
      ...(after === null ? {} : { marker: after }),
    }),
    page: (document) => ({
      objects: allOf(at(document, 'Blobs'), 'Blob').map(objectOf),
      next: textAt(document, 'NextMarker') || null,
    }),
    refusal: (code) => (code === 'ContainerNotFound' ? notThere(server, 'such container') : null),
  };
}

/** The address of the container, with a slash at its end. */
function baseOf({ endpoint, account, container }: AzureSettings): URL {
  const url = URL.parse(endpoint.trim() || `https://${account}.blob.core.windows.net`);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash)
    return invalid('connector.badEndpoint', 'The endpoint is no address as https://account.blob.core.windows.net.');
  return new URL(`${url.origin}${url.pathname.replace(/\/*$/, '/')}${encodedKey(container)}/`);
}

/** The authorization "Shared Key" of Azure Storage: what it signs stands in its manual, line by line. */
function sharedKey({ account, accountKey }: AzureSettings, url: URL, headers: Headers): string {
  const own = [...headers].filter(([name]) => name.startsWith('x-ms-')).sort(byName);
  const lines = [
    'GET',
    // Content-Encoding to If-Modified-Since: a GET has none of them, and the date stands in x-ms-date.
    ...['', '', '', '', '', '', ''],
    headers.get('if-match') ?? '',
    ...['', ''],
    headers.get('range') ?? '',
    ...own.map(([name, value]) => `${name}:${value}`),
    `/${account}${url.pathname}`,
    ...[...url.searchParams].sort(byName).map(([name, value]) => `${name}:${value}`),
  ];
  const signature = createHmac('sha256', Buffer.from(accountKey, 'base64')).update(lines.join('\n')).digest('base64');
  return `SharedKey ${account}:${signature}`;
}

const byName = ([a]: [string, string], [b]: [string, string]): number => (a < b ? -1 : 1);

function objectOf(blob: XmlElement) {
  const name = at(blob, 'Name');
  const tag = textAt(blob, 'Properties', 'Etag');
  return {
    // What XML cannot hold is encoded.
    key: name?.attributes.Encoded === 'true' ? decodeURIComponent(name.text) : (name?.text ?? ''),
    bytes: Number(textAt(blob, 'Properties', 'Content-Length')),
    version: tag.startsWith('"') ? tag : `"${tag}"`,
    modifiedMs: Date.parse(textAt(blob, 'Properties', 'Last-Modified')) || null,
  };
}
