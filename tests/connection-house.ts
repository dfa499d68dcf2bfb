import { resolve } from 'node:path';
import type { Connector } from '#sdk';
import type { ConnectorType } from '../src/engine/connect/connector-types.ts';
import trialConnector from './connectors/trial-connector.ts';
import trialFiles from './connectors/trial-files.ts';
import { csrfOf, type HttpClient } from './http-client.ts';

export const CONNECTIONS = '/api/v1/data-designer/connectors';
export const CONNECTION_SECRET = 'Correct/Horse "battery"';

const typeOf = (connector: Connector, queries: string | null): ConnectorType => {
  const { id, version, title, summary, category, verifiedWith, params, delivers } = connector;
  const path = resolve(import.meta.dir, `connectors/${id}.ts`);
  return {
    ...{ id, version, title, summary, category, verifiedWith, params, delivers, queries, follows: null },
    ...{ file: { id, path, sha256: null }, push: null },
  };
};

/** Connectors of the tests, as if they were installed. */
export const TRIAL_TYPES: readonly ConnectorType[] = [typeOf(trialConnector, 'SQL'), typeOf(trialFiles, null)];

export const newConnection = (more: { name?: string; settings?: object } = {}) => ({
  ...{ name: more.name ?? 'ERP', connector: 'trial-connector' },
  settings: { user: 'reader', password: CONNECTION_SECRET, ...more.settings },
});

/** Files as an ERP system exports them; open to the connectors of a real appliance. */
export const SOURCE_FOLDER = resolve(import.meta.dir, 'files/erp');

export const PUSH_TOKEN = 'a token that nobody guesses';

/** One that takes what is pushed with {@link PUSH_TOKEN}, as it is sent to be made. */
export const newPushConnection = (settings: object = { signature: 'bearer', secret: PUSH_TOKEN }) => ({
  ...{ name: 'Orders as they come', connector: 'http-push', settings },
});

/** One that has taken a message into a dataset, and its import job. */
export async function plantPushes(
  by: HttpClient,
  dataset: string,
): Promise<{ connection: string; extraction: string }> {
  const connection = (await by.post(CONNECTIONS, newPushConnection())).json.id;
  const made = await by.post('/api/v1/data-designer/import-jobs', {
    ...{ name: 'Orders as they come', connectionId: connection, datasetId: dataset, source: { pushes: true } },
    ...{ follow: { by: 'everything' }, mode: 'append' },
  });
  const row = { case: 'a', activity: 'pay', time: '2026-05-02T08:00:00Z' };
  const sent = await by.send(`/api/v1/push/${connection}`, {
    ...{ method: 'POST', body: JSON.stringify(row), headers: { authorization: `Bearer ${PUSH_TOKEN}` } },
  });
  if (made.status !== 201 || sent.status !== 202) throw new Error(`${made.text} ${sent.text}`);
  return { connection, extraction: made.json.id };
}

/** One to a folder of files, made by this administrator; gives its id. */
export const plantConnection = async (
  by: HttpClient,
  {
    name,
    workspaceId,
    connector = 'csv-folder',
    folder = '/nowhere/at/all',
  }: { name: string; workspaceId?: string; connector?: string; folder?: string },
): Promise<string> => {
  const connection = { name, connector, settings: { folder, quietSeconds: 0 } };
  const got = await by.post(CONNECTIONS, { ...connection, ...(workspaceId && { workspaceId }) });
  if (got.status !== 201) throw new Error(`${got.status} ${got.text}`);
  return got.json.id;
};

/** An import job of files that are not there, of that connection. */
export async function plantExtraction(
  by: HttpClient,
  name: string,
  connectionId: string,
  datasetId: string,
): Promise<string> {
  const got = await by.post('/api/v1/data-designer/import-jobs', {
    ...{ name, connectionId, datasetId, source: { files: '**/*.csv' }, follow: { by: 'files' }, mode: 'append' },
    schedule: { cron: '30 2 * * 1-5', zone: 'Europe/Berlin', overlap: 'skip', catchUp: 'once' },
  });
  if (got.status !== 201) throw new Error(`${got.status} ${got.text}`);
  return got.json.id;
}

/** One that was begun with the files of a connection, as a person does; gives its id. */
export async function plantDraft(by: HttpClient, connection: string, dataset: string): Promise<string> {
  const page = `/extractions/new?${new URLSearchParams({ connection, files: '*.csv' })}`;
  const csrf = csrfOf((await by.get(page)).text);
  const typed = { csrf, connection, files: '*.csv', dataset, follow: 'files', mode: 'append', zone: 'UTC' };
  const body = new URLSearchParams({ ...typed, columns: '[]', name: 'Begun', do: 'look' });
  const got = await by.send('/extractions/new', { method: 'POST', body });
  const at = got.headers.get('location');
  if (!at) throw new Error(`${got.status} ${got.text.slice(0, 500)}`);
  return at.split('/').at(-1)!;
}
