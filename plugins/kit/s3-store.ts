import { AwsV4Signer } from 'aws4fetch';
import { AppError, invalid, notThere } from '#sdk';
import { encodedKey, type ObjectStore } from './object-store.ts';
import { allOf, textAt, type XmlElement } from './xml-tree.ts';

export interface S3Settings {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly addressing: 'host' | 'path';
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly requesterPays: boolean;
}

/** A bucket of Amazon S3, or of what speaks as it does. Requests are signed by Signature Version 4. */
export function s3Store(settings: S3Settings): ObjectStore {
  const base = baseOf(settings);
  const server = `The bucket "${settings.bucket}" at ${base.host}`;
  return {
    server,
    async request({ key = '', query = {}, headers = {} }) {
      const url = new URL(base.href + encodedKey(key));
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const signed = await new AwsV4Signer({
        ...{ method: 'GET', url: url.href.replaceAll('+', '%20'), service: 's3', region: settings.region },
        ...{ accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
        ...(settings.sessionToken ? { sessionToken: settings.sessionToken } : {}),
        headers: { ...headers, ...(settings.requesterPays ? { 'x-amz-request-payer': 'requester' } : {}) },
      }).sign();
      return { url: signed.url.href, headers: signed.headers };
    },
    listing: (prefix, subfolders, after) => ({
      ...{ 'list-type': '2', 'encoding-type': 'url', prefix },
      ...(subfolders ? {} : { delimiter: '/' }),
      ...(after === null ? {} : { 'continuation-token': after }),
    }),
    page: pageOf,
    refusal(code, said) {
      if (code === 'NoSuchBucket') return notThere(server, 'such bucket');
      const region = textAt(said, 'Region');
      const isElsewhere = code === 'PermanentRedirect' || (code === 'AuthorizationHeaderMalformed' && region !== '');
      if (!isElsewhere) return null;
      const there = region || textAt(said, 'Endpoint');
      return new AppError(
        'invalid',
        'connector.region',
        `${server} lies in another region than "${settings.region}"${there ? `: ${there}` : ''}. Correct the region, and the endpoint where one is named.`,
      );
    },
  };
}

/** The address of the bucket, with a slash at its end. */
function baseOf({ endpoint, region, bucket, addressing }: S3Settings): URL {
  const url = URL.parse(endpoint.trim() || `https://s3.${region}.amazonaws.com`);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash)
    return invalid(
      'connector.badEndpoint',
      'The endpoint is no address as https://s3.eu-central-1.amazonaws.com or http://minio.corp:9000.',
    );
  const path = url.pathname.replace(/\/*$/, '/');
  if (addressing === 'path') return new URL(`${url.origin}${path}${encodedKey(bucket)}/`);
  url.host = `${bucket}.${url.host}`;
  return new URL(`${url.origin}${path}`);
}

function pageOf(document: XmlElement) {
  // A space is a plus there, as in forms.
  const isEncoded = textAt(document, 'EncodingType') === 'url';
  const plain = (key: string) => (isEncoded ? decodeURIComponent(key.replaceAll('+', ' ')) : key);
  return {
    objects: allOf(document, 'Contents').map((object) => ({
      key: plain(textAt(object, 'Key')),
      bytes: Number(textAt(object, 'Size')),
      version: textAt(object, 'ETag'),
      modifiedMs: Date.parse(textAt(object, 'LastModified')) || null,
    })),
    next: textAt(document, 'IsTruncated') === 'true' ? textAt(document, 'NextContinuationToken') || null : null,
  };
}
