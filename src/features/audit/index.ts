/** The audit log for auditors: searched, exported, verified. What writes it is `platform/audit`. */
import type { Actor } from '../../platform/access/actor.ts';
import type { ChainReport, Checkpoint, Signed } from '../../platform/audit/index.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import { auditRoutes } from './api.ts';
import { type AuditFile, type ExportFormat, exportAudit } from './export.ts';
import type { AuditFilter } from './model.ts';
import { auditPages } from './pages.ts';
import { type AuditParts, sealAudit, verifyAudit } from './use-cases.ts';

export { EXPORT_FORMATS, type ExportFormat } from './export.ts';
export { type AuditFilter, OUTCOMES } from './model.ts';
export { auditReader } from './reader.ts';
export { sqliteAuditStore } from './store.sqlite.ts';

export interface Audit {
  readonly routes: readonly Route[];
  pages(render: Render): readonly Route[];
  verify(actor: Actor, witnesses: readonly string[]): Promise<ChainReport>;
  export(actor: Actor, filter: AuditFilter, format: ExportFormat): AuditFile;
  /** Seals what is not sealed yet; the last checkpoint there is, null in an empty log. */
  seal(actor: Actor): Signed<Checkpoint> | null;
}

export const auditFeature = (parts: AuditParts): Audit => ({
  routes: auditRoutes(parts),
  pages: (render) => auditPages({ ...parts, render }),
  verify: (actor, witnesses) => verifyAudit(parts, actor, witnesses),
  export: (actor, filter, format) => exportAudit(parts, actor, filter, format),
  seal: (actor) => sealAudit(parts, actor),
});
