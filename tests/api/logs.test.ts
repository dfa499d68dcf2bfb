/** What may never be written: what people type as secrets and what the server hands out as such, in no log, audit row or event. */
import { expect, test } from 'bun:test';
import { sql } from '#sdk';
import { addUser, exampleAppliance, PASSWORD, signedIn } from '../example-appliance.ts';
import { bearer, TokenClient } from '../token-client.ts';

const NEW_PASSWORD = 'nine violet umbrellas in the attic';
const WRONG = 'CANARY-wrong-password-0451';
const TYPED_AS_NAME = 'CANARY-password-typed-as-name';

test('secrets are in no line, whatever was done with them', async () => {
  const house = await exampleAppliance();
  const tenant = house.home.tenant.id;
  await addUser(house, { login: 'root', tenant, role: 'administrator' });
  await addUser(house, { login: 'ann', tenant, role: 'analyst' });
  const secrets = new Set([PASSWORD, NEW_PASSWORD, WRONG, TYPED_AS_NAME]);

  const stranger = house.client();
  await stranger.get('/sign-in');
  for (const value of stranger.cookies.values()) secrets.add(value);
  await stranger.post('/api/v1/auth/login', { login: 'ann', password: WRONG });
  await stranger.post('/api/v1/auth/login', { login: TYPED_AS_NAME, password: 'x' });
  await stranger.get('/api/v1/auth/me', { authorization: `Bearer ${WRONG}`, cookie: `adit=${WRONG}` });
  await stranger.get(`/welcome/${WRONG}`);
  await stranger.get(`/setup/${WRONG}?token=${WRONG}`);
  await stranger.get(`/nothing/${WRONG}`);
  await stranger.post('/api/v1/projects', { name: 'x', password: WRONG });

  const ann = await signedIn(house, 'ann');
  secrets.add(ann.cookies.get('adit')!);
  secrets.add((await ann.get('/api/v1/auth/form-token')).json.csrf);
  const program = new TokenClient(house);
  const pair = (await program.signIn('ann')).json;
  const again = (await program.post('/api/v1/auth/refresh', { refreshToken: pair.refreshToken })).json;
  for (const token of [pair.accessToken, pair.refreshToken, again?.accessToken, again?.refreshToken])
    if (token) secrets.add(token);
  await program.get('/api/v1/auth/me', bearer(pair.accessToken));
  await program.get('/api/v1/auth/me', bearer(`${pair.accessToken.slice(0, -4)}AAAA`));
  await program.post('/api/v1/auth/refresh', { refreshToken: pair.refreshToken });

  const root = await signedIn(house, 'root');
  secrets.add(root.cookies.get('adit')!);
  const { link } = (await root.post('/api/v1/admin/users', { login: 'new', displayName: 'New', roles: ['viewer'] }))
    .json;
  const token = String(link.path).split('/').at(-1)!;
  secrets.add(token);
  await house.client().get(link.path);
  await house.client().post('/api/v1/auth/setup', { token, login: 'x', password: NEW_PASSWORD });

  expect(secrets.size).toBeGreaterThan(11);
  const written = [
    house.lines.join(''),
    JSON.stringify(house.db.all(sql`select * from audit_log`)),
    JSON.stringify(house.db.all(sql`select * from outbox`)),
  ];
  for (const [where, text] of written.entries())
    for (const secret of secrets)
      expect([where, text.includes(secret), secret.slice(0, 6)]).toEqual([where, false, secret.slice(0, 6)]);
  // Who, when, what, from where and under which request: each line can be followed.
  const requests = house.lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'http.request');
  expect(requests.length).toBeGreaterThan(15);
  for (const line of requests)
    expect(Object.keys(line)).toEqual(expect.arrayContaining(['time', 'level', 'request_id', 'method', 'status']));
  for (const { time } of requests) expect(time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
});

test('authentication, refusals and attempts to get around them are told: which, by whom, how it ended', async () => {
  const house = await exampleAppliance();
  const tenant = house.home.tenant.id;
  await addUser(house, { login: 'vic', tenant, role: 'viewer' });
  const vic = await signedIn(house, 'vic');
  await house.client().post('/api/v1/auth/login', { login: 'vic', password: WRONG });
  await vic.get('/api/v1/admin/users');
  await vic.post('/api/v1/auth/logout', undefined, { 'sec-fetch-site': 'cross-site' });
  await house.client().get('/api/v1/projects', { authorization: 'Bearer nope' });
  const actions = house.auditRows().map(({ action, outcome }) => `${action} ${outcome}`);
  expect(actions).toEqual(expect.arrayContaining(['session.open success', 'session.refuse failure']));
  const codes = house.lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'access.refused');
  expect(codes.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['access.forbidden', 'http.crossSite', 'http.badCredential']),
  );
});

test('nothing that is sent breaks a line, poses as a level, or colours a terminal', async () => {
  const house = await exampleAppliance();
  const hostile = 'x\r\n{"level":"error","event":"forged"}\u001b[31m\u2028\u202e\0';
  const stranger = house.client();
  await stranger.post('/api/v1/auth/login', { login: hostile, password: hostile });
  await stranger.get(`/${encodeURIComponent(hostile)}`, { 'user-agent': 'x\t[31m{"event":"forged"}' });
  await stranger.post('/api/v1/auth/login', hostile, { 'content-type': 'application/json' });
  for (const line of house.lines) {
    expect(line.endsWith('\n') && line.indexOf('\n') === line.length - 1).toBe(true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f\u2028\u2029\u202a-\u202e]/);
    expect(JSON.parse(line).event).not.toBe('forged');
  }
});
