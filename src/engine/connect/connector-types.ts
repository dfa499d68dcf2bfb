import type { Connector, TObject } from '#sdk';
import type { ExternalPlugIns } from '../plug-ins/external.ts';
import { reviveSchema } from '../plug-ins/revive-schema.ts';
import type { ShippedPlugIns } from '../plug-ins/shipped.ts';
import type { ConnectorFile } from './connector-job.ts';

/** What a connector declares, without what it does: that happens in a child. */
export interface ConnectorType
  extends Pick<Connector, 'id' | 'version' | 'title' | 'summary' | 'category' | 'verifiedWith'> {
  readonly params: TObject;
  readonly delivers: 'tables' | 'files';
  readonly queries: string | null;
  readonly follows: 'column' | 'cursor' | null;
  readonly file: ConnectorFile;
}

/** Those of the release and of the customer, by id. */
export function connectorTypes(shipped: ShippedPlugIns, external: ExternalPlugIns): ReadonlyMap<string, ConnectorType> {
  const ours = [...shipped.connectors].map(([id, connector]) =>
    typeOf(connector, connector.params, { id, path: shipped.connectorFiles.get(id)!, sha256: null }),
  );
  const theirs = external.of('connector').map(({ file, description }) =>
    typeOf(description as unknown as Connector, reviveSchema(description.params) as TObject, {
      id: description.id,
      ...{ path: file.path, sha256: file.sha256 },
    }),
  );
  return new Map([...ours, ...theirs].map((type) => [type.id, type]));
}

function typeOf(connector: Connector, params: TObject, file: ConnectorFile): ConnectorType {
  const { id, version, title, summary, category, verifiedWith, delivers } = connector;
  const { queries, follows } = delivers === 'tables' ? connector : { queries: null, follows: null };
  return { id, version, title, summary, category, verifiedWith, params, delivers, queries, follows, file };
}
