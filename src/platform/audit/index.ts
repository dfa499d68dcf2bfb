export { type AuditLog, auditLog } from './audit-log.ts';
export type { AuditEntry, AuditRow } from './entry.ts';
export type { ChainHead } from './head.ts';
export type { ChainFinding, ChainReport } from './verify.ts';
