import { ident, joinSql, type Sql, sql } from '#sdk';
import type { Reach } from './guard.ts';

/**
 * What an actor may see, as a condition; an empty reach matches nothing.
 * @param workspace column that names the workspace
 * @param project column that names the project, where rows of single shared projects count too
 */
export function withinReach({ workspaces, projects }: Reach, workspace: string, project?: string): Sql {
  if (workspaces === 'all') return sql`1 = 1`;
  const inside = [oneOf(workspace, [...workspaces]), ...(project ? [oneOf(project, projects)] : [])];
  return sql`(${joinSql(inside, ' or ')})`;
}

const oneOf = (column: string, ids: readonly string[]): Sql =>
  ids.length === 0
    ? sql`1 = 0`
    : sql`${ident(column)} in (${joinSql(
        ids.map((id) => sql`${id}`),
        ', ',
      )})`;
