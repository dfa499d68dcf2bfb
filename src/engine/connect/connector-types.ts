import type { Connector, PushConnector, TObject } from '#sdk';
import type { ExternalPlugIns } from '../plug-ins/external.ts';
import { reviveSchema } from '../plug-ins/revive-schema.ts';
import type { ShippedPlugIns } from '../plug-ins/shipped.ts';
import type { ConnectorFile } from './connector-job.ts';

/** What a connector declares, without what it does: that happens in a child. */
export interface ConnectorType
  extends Pick<Connector, 'id' | 'version' | 'title' | 'summary' | 'category' | 'verifiedWith'> {
  readonly params: TObject;
  readonly delivers: Connector['delivers'];
  readonly queries: string | null;
  readonly follows: 'column' | 'cursor' | null;
  readonly file: ConnectorFile;
  /** Of one that takes what others push: what it does, for it opens nothing. */
  readonly push: PushConnector | null;
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
  const push = delivers === 'pushes' ? connector : null;
  return { id, version, title, summary, category, verifiedWith, params, delivers, queries, follows, file, push };
}
