import type { Appliance } from './assemble.ts';
import type { AuditFilter, ExportFormat } from './features/audit/index.ts';
import { writeWhole } from './operator-file.ts';
import type { Actor } from './platform/access/actor.ts';

/** What the operator may ask about the audit log, as plain data. */
export type AuditCommand =
  | {
      do: 'audit';
      action: 'verify';
      /** Lines of checkpoints that were kept elsewhere. */
      witnesses: readonly string[];
    }
  | { do: 'audit'; action: 'checkpoint' }
  | { do: 'audit'; action: 'export'; file: string; overwrite: boolean; format: ExportFormat; filter: AuditFilter };

/** The last checkpoint, and the key that it can be checked with. */
export interface CheckpointAnswer {
  readonly checkpoint: { seq: number; at: string; sound: boolean; line: string } | null;
  readonly publicKey: string;
  readonly keyId: string;
}

/** Carries out a command about the audit log: the operator of the machine sees the rows of every tenant. */
export async function operateAudit(appliance: Appliance, actor: Actor, command: AuditCommand): Promise<unknown> {
  const { auditing, auditKeeper, audit } = appliance;
  if (command.action === 'verify') return auditing.verify(actor, command.witnesses);
  if (command.action === 'export') {
    const { content } = auditing.export(actor, command.filter, command.format);
    return { file: command.file, bytes: await writeWhole(command.file, command.overwrite, content) };
  }
  const made = auditing.seal(actor);
  await auditKeeper.settle();
  const { base64, id } = audit.keys.signer.publicKey;
  const checkpoint = made && {
    ...{ seq: made.said.seq, at: new Date(made.said.at).toISOString(), sound: made.said.sound, line: made.line },
  };
  return { checkpoint, publicKey: base64, keyId: id } satisfies CheckpointAnswer;
}
