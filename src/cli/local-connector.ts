import { readFileSync } from 'node:fs';
import { AppError, nearest } from '#sdk';
import { connectorSettings } from '../assemble-settings.ts';
import { ConnectorHost, type ConnectorTarget } from '../engine/connect/connector-host.ts';
import { type ConnectorType, connectorTypes } from '../engine/connect/connector-types.ts';
import { egressSettings } from '../open-egress.ts';
import type { Config } from '../platform/config/index.ts';
import { egressDoor } from '../platform/egress/index.ts';
import { localPlugIns } from './local-plug-ins.ts';

/** A source that nobody saved: opened here, by settings in a file, as the configuration allows it. */
export interface LocalConnector {
  readonly host: ConnectorHost;
  readonly type: ConnectorType;
  readonly target: ConnectorTarget;
}

export async function openLocal(config: Config, typeId: string, file: string): Promise<LocalConnector> {
  const { shipped, external } = await localPlugIns(config);
  const types = connectorTypes(shipped, external);
  const type = types.get(typeId) ?? noType(typeId, [...types.keys()]);
  const door = egressDoor({ settings: egressSettings(config), denied: () => {} });
  if (config.server.port !== 0) door.addOwnPort(config.server.port);
  const host = new ConnectorHost(
    () => connectorSettings(config, door),
    () => {},
  );
  const settings = readSettingsFile(file);
  const target = {
    connector: type.file,
    params: type.params,
    settings,
    key: typeId,
    cause: { purpose: 'command line' },
  };
  return { host, type, target };
}

function noType(id: string, known: readonly string[]): never {
  const near = nearest(id, known);
  throw new AppError(
    'invalid',
    'cli.noConnector',
    `There is no connector "${id}".${near ? ` Did you mean "${near}"?` : ''} "adit plugin list" shows those that are there.`,
  );
}

/** Settings as TOML or JSON, by the ending of the file. What is wrong is said without what stands in it: it holds secrets. */
function readSettingsFile(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new AppError('invalid', 'cli.noFile', `--settings: the file cannot be read (${(error as Error).message}).`);
  }
  try {
    return file.endsWith('.toml') ? Bun.TOML.parse(text) : JSON.parse(text);
  } catch {
    throw new AppError(
      'invalid',
      'cli.badSettings',
      `--settings: "${file}" is no ${file.endsWith('.toml') ? 'TOML' : 'JSON'}.`,
    );
  }
}
