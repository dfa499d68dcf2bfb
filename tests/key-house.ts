import { type Appliance, addUser, exampleAppliance, signedIn } from './example-appliance.ts';
import { type Got, HttpClient } from './http-client.ts';
import { bearer } from './token-client.ts';

export const OWN_KEYS = '/api/v1/auth/keys';
export const SERVICE_ACCOUNTS = '/api/v1/admin/service-accounts';
export const ALL_KEYS = '/api/v1/admin/api-keys';
/** What a key is made of, where a test does not say otherwise. */
export const NEW_KEY = { name: 'Nightly export', scopes: ['read:projects'], networks: [] as string[], days: 90 };

/** An appliance with an administrator and an analyst, who are signed in, and programs that come with keys. */
export async function keyHouse() {
  const house: Appliance = await exampleAppliance();
  const tenant = house.home.tenant.id;
  const rootId = await addUser(house, { login: 'root', tenant, role: 'administrator' });
  const annId = await addUser(house, { login: 'ann', tenant, role: 'analyst' });
  const root = await signedIn(house, 'root');
  /** A program: no cookies, no header of ours. */
  const program = () => new HttpClient(house.app, {});
  const ask = (text: string, path = '/api/v1/auth/me'): Promise<Got> => program().get(path, bearer(text));
  return {
    ...{ house, root, rootId, annId, program, ask },
    ann: await signedIn(house, 'ann'),
    statusOf: async (text: string, path?: string) => (await ask(text, path)).status,
    makeOwn: (by: HttpClient, fields: object = {}) => by.post(OWN_KEYS, { ...NEW_KEY, ...fields }),
    /** A service account with a key. */
    async robot(roles = ['analyst'], fields: object = {}) {
      const account = (await root.post(SERVICE_ACCOUNTS, { name: `Robot ${roles}`, roles })).json;
      const made = await root.post(`${SERVICE_ACCOUNTS}/${account.id}/keys`, { ...NEW_KEY, ...fields });
      return { account, key: made.json.key, text: made.json.text as string };
    },
  };
}
