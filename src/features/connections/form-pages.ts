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
import type { Connection } from './model.ts';
import { type AnyCall, type ConnectionPageParts, PATH, show, testAndBack } from './page-parts.ts';
import { readSettings, settingFields } from './settings-form.ts';
import { changeConnection, createConnection, getConnection, getType, listTypes } from './use-cases.ts';

const write = { permission: 'write:connections' } as const;
const NewQuery = Type.Object({ type: Type.Optional(Type.String({ maxLength: 100 })) });

/** What stands in the form of a connection. */
interface Typed {
  readonly name: string;
  readonly workspace: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly mistakes: FormMistakes | null;
}

const blank: Typed = { name: '', workspace: '', settings: {}, mistakes: null };

/** The forms that make and change a connection. */
export const formPages = (parts: ConnectionPageParts): Route[] => [
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
];

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
