import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectionLost, fileChanged, notThere, type SourceFile, sql } from '#sdk';
import { stageSourceFiles } from '../src/engine/connect/stage-source-files.ts';
import { stageTable } from '../src/engine/connect/stage-table.ts';
import { type TrialTable, trialTable } from '../src/engine/connect/trial-table.ts';
import type { SourceConnection, Sources } from '../src/features/extractions/index.ts';
import { notFound } from '../src/platform/access/guard.ts';
import type { Db } from '../src/platform/db/index.ts';

/** Connections for tests, read in this process: tables that stand here, and files. What is on the disk is forced there at each batch. */
export class TrialSources implements Sources {
  table: TrialTable;
  tables: readonly string[] = ['orders'];
  files_: Map<string, { text: string | Uint8Array; version: string }> = new Map();
  connector: SourceConnection['connector'] = {
    ...{ id: 'trial', title: 'Trial', delivers: 'tables', queries: 'SQL', follows: 'column' },
  };
  /** Bytes that are read until they are told; few, so that each batch is. */
  syncBytes = 1;
  /** How often it was opened to be read. */
  opened = 0;
  /** How often files were listed. */
  listed = 0;
  /** Path and byte of each piece of a file that was asked for. */
  piecesAsked: string[] = [];
  /** Of the last time: from where it was asked. */
  asked: Parameters<Sources['readTable']>[2] | null = null;
  /** Bytes of a piece of a file. */
  pieceBytes = 7;
  workspace = '';
  readonly #table: TrialTable;

  constructor(table: TrialTable = { columns: [], rows: [], batchRows: () => 10 }) {
    this.#table = table;
    this.table = table;
  }

  /** As it was at first: the table, and no files. */
  reset(): void {
    this.connector = { ...this.connector, delivers: 'tables', follows: 'column' };
    this.table = this.#table;
    this.files_.clear();
  }

  /** Keeps the connection, as far as others refer to it. */
  plant(db: Db, home: { tenant: { id: string }; workspace: { id: string } }): string {
    this.workspace = home.workspace.id;
    db.run(sql`insert into connections (id, tenant_id, workspace_id, name, connector, settings, created_by, created_at)
      values ('trial', ${home.tenant.id}, ${home.workspace.id}, 'ERP', 'trial', '{}', 'x', 0)`);
    return 'trial';
  }

  get(_: unknown, id: string): SourceConnection {
    if (id !== 'trial') return notFound('connection');
    return { id, workspace: this.workspace, name: 'ERP', connector: this.connector };
  }

  async describe() {
    return { columns: this.table.columns, key: [] };
  }

  async readTable(...[, , asked, , told = () => {}]: Parameters<Sources['readTable']>) {
    this.opened++;
    this.asked = asked;
    const { table } = asked.request;
    if (table !== undefined && !this.tables.includes(table)) throw notThere('The trial', `table "${table}"`);
    const control = { told, clean: (text: string) => text };
    return stageTable(trialTable(this.table), { ...asked, syncBytes: this.syncBytes }, control);
  }

  async files(): Promise<SourceFile[]> {
    this.listed++;
    return [...this.files_].map(([path, { text, version }]) => ({
      ...{ path, bytes: Buffer.byteLength(text), version, modifiedMs: null },
    }));
  }

  async readFiles(...[, , asked, , told = () => {}]: Parameters<Sources['readFiles']>) {
    this.opened++;
    const source = { open: (file: SourceFile, from: number) => this.pieces(file, from) };
    const scratch = await mkdtemp(join(tmpdir(), 'adit-trial-'));
    try {
      return await stageSourceFiles(source, { ...asked, syncBytes: this.syncBytes }, scratch, told);
    } finally {
      await rm(scratch, { recursive: true });
    }
  }

  private async *pieces({ path, version }: SourceFile, from: number) {
    const kept = this.files_.get(path);
    if (!kept) throw notThere('The trial', `file "${path}"`);
    if (kept.version !== version) throw fileChanged('the trial', path);
    const bytes = Buffer.from(kept.text as string).subarray(from);
    for (let at = 0; at < bytes.length; at += this.pieceBytes) {
      this.piecesAsked.push(`${path} ${from + at}`);
      if (this.table.drops?.()) throw connectionLost('the trial', 'told to');
      yield bytes.subarray(at, at + this.pieceBytes);
    }
  }
}
