import { Choice, defineFileConnector, KEEPS_SECRETS, Secret, Type } from '#sdk';
import { objectChoice } from '../kit/object-choice.ts';

export default defineFileConnector({
  ...{ id: 's3', version: 1, title: 'S3 bucket', category: 'objects' },
  summary: 'Reads objects of a bucket of Amazon S3, MinIO, or another store that speaks as they do.',
  params: Type.Object({
    endpoint: Type.String({
      ...{ default: '', maxLength: 500 },
      description: 'Address of the store, as https://minio.corp:9000; empty: Amazon’s of the region',
    }),
    region: Type.String({
      ...{ default: 'us-east-1', pattern: '^[a-z0-9-]{1,64}$' },
      description: 'Region of the bucket, which requests are signed for',
    }),
    bucket: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$', description: 'Name of the bucket' }),
    addressing: Choice(['host', 'path'], {
      default: 'host',
      titles: { host: 'host: bucket.address, as Amazon does', path: 'path: address/bucket, as MinIO does' },
      description: 'Where the name of the bucket stands',
    }),
    accessKeyId: Type.String({ minLength: 1, maxLength: 256, description: 'Id of the access key' }),
    secretAccessKey: Secret('Secret of the access key'),
    sessionToken: Secret('Session token, where the key is a temporary one', { optional: true }),
    requesterPays: Type.Boolean({
      default: false,
      [KEEPS_SECRETS]: true,
      description: 'Our account pays for what is read from the bucket',
    }),
    ...objectChoice,
  }),
  examples: [],
  verifiedWith: null,
  async open(settings, run) {
    const { ObjectFiles } = await import('../kit/object-store.ts');
    const { s3Store } = await import('../kit/s3-store.ts');
    return new ObjectFiles(s3Store(settings), settings, run);
  },
});
