import { CONNECTIONS, newPushConnection, PUSH_TOKEN } from './connection-house.ts';
import { EXTRACTIONS } from './extraction-house.ts';
import { realAppliance } from './real-appliance.ts';

/** What proves a message by a token. */
export const pushToken = (value = PUSH_TOKEN) => ({ authorization: `Bearer ${value}` });

/** One row as a system sends it. */
export const event = (line: number, more: object = {}) => ({
  ...{ case: `c${line % 3}`, activity: `step ${line}`, time: `2026-05-02T08:${10 + line}:00Z`, ...more },
});

// biome-ignore lint/suspicious/noExplicitAny: as the browsers of the tests give it
const jsonOf = (got: Response): Promise<any> => got.json();

/** An appliance that runs, and what sends to it. */
export async function pushHouse() {
  const house = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: '0', ADIT__IMPORT__PUSH_GATHER_SECONDS: '0' });
  const ann = await house.signIn();
  const project: string = (await ann.get('/api/v1/projects')).json.items[0].id;
  let made = 0;
  const connect = async (settings: object): Promise<string> => {
    const got = await ann.post(CONNECTIONS, { ...newPushConnection(settings), name: `Push ${++made}` });
    if (got.status !== 201) throw new Error(got.text);
    return got.json.id;
  };
  const jobOf = (connectionId: string, more: object = {}, by = ann) =>
    by.post(EXTRACTIONS, {
      ...{ name: `Job ${++made}`, connectionId, projectId: project, newDatasetName: `Set ${made}` },
      ...{ source: { pushes: true }, follow: { by: 'everything' }, mode: 'append' },
      ...more,
    });
  /** A system elsewhere: it has no session and no header of ours. */
  const send = async (connection: string, body: string, headers: Record<string, string> = {}) => {
    const url = new URL(`/api/v1/push/${connection}`, house.url);
    const got = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
    return { status: got.status, json: await jsonOf(got) };
  };
  const pushesOf = async (dataset: string) =>
    (await ann.get(`/api/v1/projects/${project}/datasets/${dataset}/pushes`)).json.items;
  const contentOf = async (dataset: string): Promise<string[]> => {
    while ((await pushesOf(dataset)).some((push: { state: string }) => push.state === 'waiting')) await Bun.sleep(5);
    const { text } = await ann.get(`/api/v1/projects/${project}/datasets/${dataset}/export?format=csv&gzip=false`);
    return text.trim().split('\n').slice(1).sort();
  };
  const end = () => house.end();
  return { house, ann, project, connect, jobOf, send, pushesOf, contentOf, end };
}
