export { type AuditLog, auditLog } from './audit-log.ts';
export type { AuditEntry } from './entry.ts';
export type { ChainHead } from './head.ts';
export type { ChainReport } from './verify.ts';
