import type { AnalystSql } from '../../engine/analyst-sql/analyst-sql.ts';
import { analystViews } from '../../engine/analyst-sql/views.ts';
import type { Pins } from '../../engine/publish/pins.ts';
import { readManifest } from '../../engine/segments/manifest.ts';
import { NO_VEIL, veiledManifest } from '../../engine/segments/veil.ts';
import type { SqlRunner } from './use-cases.ts';

export interface LocalRunnerParts {
  readonly analystSql: AnalystSql;
  readonly pins: Pins;
  readonly folderOf: (manifestPath: string) => string;
}

/** Statements over this server's data. The version stays as long as one runs. */
export const localRunner = ({ analystSql, pins, folderOf }: LocalRunnerParts): SqlRunner => ({
  run({ version, policy, veil = NO_VEIL, steps }, statement, signal) {
    const folder = folderOf(version.manifestPath);
    return pins.hold(folder, async () => {
      const asked = { version: { folder, hash: version.hash }, policy, veil, steps, statement };
      const { columns, rows, cut, tookMs } = await analystSql.run(asked, signal);
      return { columns: [...columns], rows: rows.map((row) => [...row]), cut, tookMs };
    });
  },
  views(version, veil) {
    const manifest = veiledManifest(readManifest(folderOf(version.manifestPath)), veil);
    const { events, cases } = analystViews(manifest);
    const shown = (columns: typeof events) => columns.map(({ name, kind }) => ({ name, kind }));
    return [
      { name: 'cases', columns: shown(cases) },
      { name: 'events', columns: shown(events) },
    ];
  },
});
