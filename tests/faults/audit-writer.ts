/** Child of audit.test.ts: changes something again and again, each time with its audit row, seals and sends, until it is killed. */
import { join } from 'node:path';
import { type AuditPlace, auditPlace } from './audit-place.ts';

const folder = process.argv[2]!;
const place: AuditPlace = auditPlace(join(folder, 'adit.sqlite'), join(folder, 'sent.json'));
place.keeper.start();
for (let i = 1; ; i++) {
  place.change();
  if (i % 20 === 0) {
    place.keeper.sealAll();
    await place.keeper.settle();
    process.stdout.write('.');
  }
}
