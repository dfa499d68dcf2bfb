import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Attribute, Change, Client } from 'ldapts';
import { ADMINISTRATOR, DOMAIN, type Samba } from './samba.ts';

const raw = String.raw;
export const STAFF = `OU=Staff,${DOMAIN}`;
export const PASSWORD = 'Passw0rd-x1';
/** People beside those who are told of below. */
export const AD_CROWD = 300;
export const AD_SMITH = raw`CN=Smith\, John (EXT) *,${STAFF}`;
export const adPerson = (name: string): string => `CN=${name},${STAFF}`;
export const adGroup = (name: string): string => `CN=${name},OU=Groups,${DOMAIN}`;

type Values = Readonly<Record<string, string | readonly string[] | Buffer>>;

/** As whoever may do everything, to make people and change them. */
export async function asAdministrator<T>(samba: Samba, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    url: `ldaps://localhost:${samba.tlsPort}`,
    tlsOptions: { ca: readFileSync(join(samba.folder, 'ca.crt')) },
  });
  await client.bind(ADMINISTRATOR.dn, ADMINISTRATOR.password);
  try {
    return await work(client);
  } finally {
    await client.unbind();
  }
}

const attribute = (type: string, values: Values[string]) =>
  new Attribute({ type, values: (Buffer.isBuffer(values) ? [values] : [values].flat()) as string[] });

export const change = (client: Client, dn: string, values: Values): Promise<void> =>
  client.modify(
    dn,
    Object.entries(values).map(
      ([type, value]) => new Change({ operation: 'replace', modification: attribute(type, value) }),
    ),
  );

/** Active Directory takes passwords in quotes, as UTF-16. */
const unicodePwd = (password: string): Buffer => Buffer.from(`"${password}"`, 'utf16le');

const NORMAL = '512';
const DISABLED = '514';

export async function fillSamba(samba: Samba): Promise<void> {
  await asAdministrator(samba, async (client) => {
    const add = (dn: string, values: Values) =>
      client.add(
        dn,
        Object.entries(values).map(([type, value]) => attribute(type, value)),
      );
    for (const name of ['Staff', 'Groups']) await add(`OU=${name},${DOMAIN}`, { objectClass: 'organizationalUnit' });
    await change(client, DOMAIN, { lockoutThreshold: '3', minPwdAge: '0' });
    const person = (dn: string, login: string, more: Values = {}) =>
      add(dn, {
        ...{ objectClass: 'user', sAMAccountName: login, userPrincipalName: `${login}@corp.example` },
        ...{ unicodePwd: unicodePwd(PASSWORD), userAccountControl: NORMAL },
        ...more,
      });
    await person(adPerson('Ann Berg'), 'Ann', {
      ...{
        displayName: 'Ann Berg',
        mail: 'ann@mail.example',
        department: 'north',
        userPrincipalName: 'ann.berg@corp.example',
      },
    });
    await person(AD_SMITH, 'smith');
    for (const name of ['bob', 'frank', 'adit', 'leaver']) await person(adPerson(name), name);
    await person(adPerson('carol'), 'carol', { userAccountControl: DISABLED });
    await person(adPerson('dave'), 'dave', { accountExpires: '133000000000000000' });
    await person(adPerson('erin'), 'erin', { pwdLastSet: '0' });
    for (let i = 0; i < AD_CROWD; i++)
      await add(adPerson(`u${i}`), { objectClass: 'user', sAMAccountName: `u${i}`, userAccountControl: '546' });
    const group = (name: string, member: readonly string[]) =>
      add(adGroup(name), {
        objectClass: 'group',
        sAMAccountName: name.replaceAll('\\', ''),
        ...(member.length > 0 ? { member } : {}),
      });
    await group('direct', [adPerson('Ann Berg'), AD_SMITH]);
    await group('middle', [adGroup('direct')]);
    await group('top', [adGroup('middle'), adPerson('bob')]);
    await group(
      'crowd',
      Array.from({ length: AD_CROWD }, (_, i) => adPerson(`u${i}`)),
    );
    await group('primary', [adPerson('bob')]);
    await group('above-primary', [adGroup('primary')]);
    await group('ring-a', [adPerson('frank')]);
    await group('ring-b', [adGroup('ring-a')]);
    await change(client, adGroup('ring-a'), { member: [adPerson('frank'), adGroup('ring-b')] });
    await makePrimary(client, adPerson('bob'), adGroup('primary'));
  });
}

/** From then on the group does not have the person among its members. */
async function makePrimary(client: Client, person: string, group: string): Promise<void> {
  const search = { scope: 'base', attributes: ['objectSid'], explicitBufferAttributes: ['objectSid'] } as const;
  const { searchEntries } = await client.search(group, {
    ...search,
    attributes: [...search.attributes],
    explicitBufferAttributes: ['objectSid'],
  });
  const sid = searchEntries[0]?.objectSid as Buffer;
  await change(client, person, { primaryGroupID: String(sid.readUInt32LE(sid.length - 4)) });
}
