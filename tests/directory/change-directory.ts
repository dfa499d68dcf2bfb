import { Attribute, Change, Client } from 'ldapts';
import { person } from './openldap-data.ts';
import { BASE, type Slapd } from './slapd.ts';

/** What an administrator of the directory does to it. */
export async function asDirectoryAdministrator(
  { port }: Pick<Slapd, 'port'>,
  work: (client: Client) => Promise<unknown>,
): Promise<void> {
  const client = new Client({ url: `ldap://127.0.0.1:${port}` });
  await client.bind(`cn=admin,${BASE}`, 'admin');
  try {
    await work(client);
  } finally {
    await client.unbind();
  }
}

/** Locks an account for good, as an administrator does. */
export const lockPerson = (slapd: Pick<Slapd, 'port'>, uid: string) => change(slapd, uid, 'replace', ['000001010000Z']);
export const unlockPerson = (slapd: Pick<Slapd, 'port'>, uid: string) => change(slapd, uid, 'delete', []);

const change = (slapd: Pick<Slapd, 'port'>, uid: string, operation: 'replace' | 'delete', values: string[]) =>
  asDirectoryAdministrator(slapd, (client) =>
    client.modify(
      person(uid),
      new Change({ operation, modification: new Attribute({ type: 'pwdAccountLockedTime', values }) }),
    ),
  );
