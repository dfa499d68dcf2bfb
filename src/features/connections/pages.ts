import { Type } from '#sdk';
import type { ConnectorType } from '../../engine/connect/connector-types.ts';
import { mayIn } from '../../platform/access/guard.ts';
import { orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import {
  type Call,
  type OpenForm,
  openFormPage,
  type PageAnswer,
  page,
  type Route,
} from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { wordsFor } from '../../platform/text/words.ts';
import { testConnection } from './ask.ts';
import { dataPages } from './data-pages.ts';
import type { Connection } from './model.ts';
import { type AnyCall, type ConnectionPageParts, PATH, show } from './page-parts.ts';
import { readSettings, settingFields } from './settings-form.ts';
import {
  changeConnection,
  createConnection,
  deleteConnection,
  getConnection,
  getType,
  lastPushesOf,
  listConnections,
  listTypes,
  usesOf,
} from './use-cases.ts';

const read = { permission: 'read:connections' } as const;
const write = { permission: 'write:connections' } as const;
const PAGE_SIZE = 50;
const Page = Type.Object({ page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }) });
const NewQuery = Type.Object({ type: Type.Optional(Type.String({ maxLength: 100 })) });
const DeleteForm = Type.Object({ etag: Type.String({ maxLength: 64 }) });

/** What stands in the form of a connection. */
interface Typed {
  readonly name: string;
  readonly workspace: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly mistakes: FormMistakes | null;
}

export const connectionPages = (parts: ConnectionPageParts): Route[] => [
  ...listPages(parts),
  ...onePages(parts),
  ...dataPages(parts),
];

const listPages = (parts: ConnectionPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, ...read },
    summary: 'Connections to sources of data, and how their last tests went.',
    query: Page,
    handler: (call) => ({ html: listPage(parts, call, call.query.page) }),
  }),
  page({
    ...{ method: 'GET', path: `${PATH}/new`, ...write },
    summary: 'Choose what to connect to, and fill in its form.',
    query: NewQuery,
    handler: (call) => {
      const { type } = call.query;
      if (type === undefined) return { html: chooser(parts, call) };
      return { html: form(parts, call, getType(parts, type), null, blank) };
    },
  }),
  openFormPage({
    ...{ path: PATH, ...write },
    summary: 'Makes a connection.',
    handler: (call) => {
      const type = getType(parts, call.body.type?.[0] ?? '');
      return keep(parts, call, { type, connection: null }, (sent) =>
        createConnection(parts, call.actor, {
          ...{ name: sent.name, connector: type.id, settings: sent.settings },
          ...(sent.workspace && { workspaceId: sent.workspace }),
        }),
      );
    },
  }),
];

const onePages = (parts: ConnectionPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: `${PATH}/:id`, ...read },
    summary: 'A connection: its settings without secrets, its last test, what reads from it.',
    handler: (call) => ({ html: onePage(parts, call) }),
  }),
  page({
    ...{ method: 'GET', path: `${PATH}/:id/edit`, ...write },
    summary: 'The form that changes a connection.',
    handler: (call) => {
      const connection = getConnection(parts, call.actor, call.params.id!, 'write:connections');
      const { name, workspace, settings } = connection;
      const typed = { name, workspace, settings, mistakes: null };
      return { html: form(parts, call, getType(parts, connection.connector), connection, typed) };
    },
  }),
  openFormPage({
    ...{ path: `${PATH}/:id`, ...write },
    summary: 'Changes a connection.',
    handler: (call) => {
      const connection = getConnection(parts, call.actor, call.params.id!, 'write:connections');
      const etag = call.body.etag?.[0] ?? '';
      return keep(parts, call, { type: getType(parts, connection.connector), connection }, ({ name, settings }) =>
        changeConnection(parts, call.actor, connection.id, etag, { name, settings }),
      );
    },
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/test`, ...write, effort: 'calculation' },
    summary: 'Tests a connection.',
    handler: (call) => testAndBack(parts, call, call.params.id!),
  }),
  page({
    ...{ method: 'GET', path: `${PATH}/:id/delete`, ...write },
    summary: 'Asks whether a connection shall be deleted.',
    handler: (call) => ({ html: deleteForm(parts, call, null) }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/delete`, ...write },
    summary: 'Deletes a connection and its secrets.',
    form: DeleteForm,
    handler: (call) =>
      orAgain(
        () => {
          const { name } = getConnection(parts, call.actor, call.params.id!, 'write:connections');
          deleteConnection(parts, call.actor, call.params.id!, call.body.etag);
          call.reply.flash = textsIn(call.viewer.locale).t('The connection "{name}" was deleted.', { name });
          return { redirect: PATH };
        },
        (mistakes) => deleteForm(parts, call, mistakes),
      ),
  }),
];

const blank: Typed = { name: '', workspace: '', settings: {}, mistakes: null };

function listPage(parts: ConnectionPageParts, call: AnyCall, number: number): string {
  const request = { limit: PAGE_SIZE, after: null, offset: (number - 1) * PAGE_SIZE };
  const { items, total } = listConnections(parts, call.actor, request);
  const rows = items.map(({ id, name, connector, lastTest }) => ({
    ...{ id, name, lastTest, type: parts.types.get(connector)?.title ?? null, connector },
  }));
  const href = (wanted: number) => `${PATH}?page=${wanted}`;
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  return show(parts, call, '@connections/connections', 'Connections', { rows, total, page: number, pages, href });
}

/** Groups in this order, then any others. */
const GROUPS = ['databases', 'files', 'objects', 'documents', 'streams', 'applications', 'protocols'];

function groupsOf(types: readonly ConnectorType[]): [string, ConnectorType[]][] {
  const place = (category: string) => (GROUPS.includes(category) ? GROUPS.indexOf(category) : GROUPS.length);
  return [...Map.groupBy(types, ({ category }) => category.toLowerCase())].sort(([a], [b]) => place(a) - place(b));
}

const chooser = (parts: ConnectionPageParts, call: AnyCall): string =>
  show(parts, call, '@connections/choose', 'New connection', {
    groups: groupsOf(listTypes(parts)).map(([category, types]) => ({
      category,
      types: types.map(({ id, title, summary, verifiedWith }) => ({ id, title, summary, verifiedWith })),
    })),
  });

/** Keeps what was filled in, and tests it where that was asked for; a mistake shows the form again, without secrets. */
function keep(
  parts: ConnectionPageParts,
  call: Call<OpenForm>,
  { type, connection }: { type: ConnectorType; connection: Connection | null },
  save: (sent: Typed) => Connection,
): Promise<PageAnswer> {
  const text = (name: string) => call.body[name]?.[0] ?? '';
  const settings = readSettings(type.params, call.body);
  const sent: Typed = { name: text('name'), workspace: text('workspace'), settings, mistakes: null };
  return orAgain(
    async () => {
      const { id } = save(sent);
      if (text('after') === 'test') return testAndBack(parts, call, id);
      call.reply.flash = textsIn(call.viewer.locale).t('The connection is kept.');
      return { redirect: `${PATH}/${id}` };
    },
    (mistakes) => form(parts, call, type, connection, { ...sent, mistakes }),
  );
}

async function testAndBack(parts: ConnectionPageParts, call: AnyCall, id: string): Promise<PageAnswer> {
  const { t } = textsIn(call.viewer.locale);
  const { passed } = await testConnection(parts, call.actor, id, call.signal);
  call.reply.flash = passed ? t('The test went well.') : t('The test failed.');
  return { redirect: `${PATH}/${id}` };
}

function form(
  parts: ConnectionPageParts,
  call: AnyCall,
  type: ConnectorType,
  connection: Connection | null,
  { name, workspace, settings, mistakes }: Typed,
): string {
  const errors = new Map(
    Object.entries(mistakes?.at ?? {}).map(([at, message]) => [at.replace(/^settings\//, '').split('/')[0]!, message]),
  );
  const words = wordsFor(call.viewer);
  const { id, title, summary, verifiedWith } = type;
  return show(parts, call, '@connections/form', connection?.name ?? title, {
    ...{ type: { id, title, summary, verifiedWith }, typed: { name, workspace }, mistakes },
    connection: connection && { id: connection.id, name: connection.name, etag: connection.etag },
    stale: mistakes?.code === 'change.stale',
    fields: settingFields(type.params, settings, { kept: connection?.secrets ?? [], errors }, words),
    workspaces: parts
      .listWorkspaces(call.actor)
      .filter((one) => mayIn(call.actor, 'write:connections', { workspace: one.id }))
      .map((one) => ({ value: one.id, text: one.name })),
  });
}

function onePage(parts: ConnectionPageParts, call: AnyCall): string {
  const connection = getConnection(parts, call.actor, call.params.id!);
  const { id, name, etag, lastTest, connector } = connection;
  const type = parts.types.get(connector) ?? null;
  return show(parts, call, '@connections/connection', name, {
    ...{ id, name, etag, lastTest, connector, uses: usesOf(parts, connection) },
    type: type && {
      title: type.title,
      summary: type.summary,
      verifiedWith: type.verifiedWith,
      delivers: type.delivers,
    },
    ...(type?.push && {
      address: `${call.site}${PUSH_PATH}/${id}`,
      example: type.push.example(connection.settings as never, `${call.site}${PUSH_PATH}/${id}`),
      pushes: lastPushesOf(parts, call.actor, connection),
    }),
    settings: type ? shownSettings(type, connection, call) : [],
    mayChange: mayIn(call.actor, 'write:connections', connection),
  });
}

const PUSH_PATH = '/api/v1/push';

/** Settings in the order of the form, as people read them; of secrets, that there is one. */
const shownSettings = (type: ConnectorType, { settings, secrets }: Connection, call: AnyCall) =>
  settingFields(type.params, settings, { kept: secrets, errors: new Map() }, wordsFor(call.viewer)).flatMap((field) => {
    const isKept = secrets.includes(`/${field.name}`);
    const chosen = field.options.find(({ value }) => value === field.value)?.text;
    const text = Array.isArray(field.value) ? field.value.join(', ') : String(chosen ?? field.value);
    if (!isKept && (text === '' || field.type === 'password')) return [];
    return [{ label: field.label, text, isSecret: isKept, isFlag: field.kind === 'flag' }];
  });

function deleteForm(parts: ConnectionPageParts, call: AnyCall, mistakes: FormMistakes | null): string {
  const connection = getConnection(parts, call.actor, call.params.id!, 'write:connections');
  const { id, name, etag } = connection;
  const uses = usesOf(parts, connection);
  const stale = mistakes !== null && mistakes.code === 'change.stale';
  return show(parts, call, '@connections/delete', 'Delete the connection', {
    of: { id, name, etag },
    uses,
    mistakes,
    stale,
  });
}
