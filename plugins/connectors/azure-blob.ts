import { defineFileConnector, Secret, Type } from '#sdk';
import { objectChoice } from '../kit/object-choice.ts';

export default defineFileConnector({
  ...{ id: 'azure-blob', version: 1, title: 'Azure Blob Storage', category: 'objects' },
  summary: 'Reads blobs of a container of Azure Blob Storage.',
  params: Type.Object({
    account: Type.String({ pattern: '^[a-z0-9]{3,24}$', description: 'Name of the storage account' }),
    container: Type.String({ pattern: '^(\\$[a-z]+|[a-z0-9][a-z0-9-]{2,62})$', description: 'Name of the container' }),
    accountKey: Secret('Key of the account; better is a shared access signature, which gives less', { optional: true }),
    sas: Secret('Shared access signature with the rights to read and list, in place of a key', { optional: true }),
    endpoint: Type.String({
      ...{ default: '', maxLength: 500 },
      description: 'Address of the store; empty: https://account.blob.core.windows.net',
    }),
    ...objectChoice,
  }),
  examples: [],
  verifiedWith: null,
  async open(settings, run) {
    const { ObjectFiles } = await import('../kit/object-store.ts');
    const { azureStore } = await import('../kit/azure-store.ts');
    return new ObjectFiles(azureStore(settings), settings, run);
  },
});
