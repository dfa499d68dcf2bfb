import type { Connector, SourceFile, TableShape } from '#sdk';
import type { CopyTold, FilesAsked, FilesStaged } from '../../engine/connect/stage-source-files.ts';
import type { TableAsked, TableCheckpoint } from '../../engine/connect/stage-table.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { TablePart } from './model.ts';

/** A connection as extractions see it: what it is, never how it is reached. */
export interface SourceConnection {
  readonly id: string;
  readonly workspace: string;
  readonly name: string;
  readonly connector: {
    readonly id: string;
    readonly title: string;
    readonly delivers: Connector['delivers'];
    readonly queries: string | null;
    readonly follows: 'column' | 'cursor' | null;
  };
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** For the whole work; absent: for something that a person waits for. */
  readonly timeoutMs?: number;
}

/** What is read of connections, each time in a child process. */
export interface Sources {
  /** `not_found` for those that are foreign or unknown; `forbidden` for who may not see connections there. */
  get(actor: Actor, id: string): SourceConnection;
  describe(actor: Actor, id: string, what: TablePart, options: ReadOptions): Promise<TableShape>;
  files(actor: Actor, id: string, options: ReadOptions): Promise<readonly SourceFile[]>;
  /** Reads a table into a file of CSV. @param told called with each checkpoint */
  readTable(
    actor: Actor,
    id: string,
    asked: TableAsked,
    options: ReadOptions,
    told?: (checkpoint: TableCheckpoint) => void,
  ): Promise<TableCheckpoint>;
  /** Copies files that belong together. @param told called with what is on the disk */
  readFiles(
    actor: Actor,
    id: string,
    asked: FilesAsked,
    options: ReadOptions,
    told?: (copy: CopyTold) => void,
  ): Promise<FilesStaged>;
}
