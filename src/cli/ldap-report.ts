import type { DirectoryReport } from '../features/directory/index.ts';

type Replica = DirectoryReport['replicas'][number];

/** What `adit ldap test` says of one directory, for people. */
export function reportText(report: DirectoryReport): string {
  const { id, isRight, replicas, problems, warnings, emptyAttributes, sampled } = report;
  const lines = [
    `${isRight ? 'right' : 'WRONG'}  directory "${id}"`,
    ...replicas.flatMap(replicaLines),
    ...problems.map((problem) => `  problem  ${problem}`),
    ...warnings.map((warning) => `  warning  ${warning}`),
    ...(sampled > 0 ? [`  people   ${sampled} looked at`] : []),
    ...(emptyAttributes.length > 0 ? [`  empty    nobody of them has ${emptyAttributes.join(', ')}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function replicaLines({ url, isRight, problem, kind, tls }: Replica): string[] {
  const what = isRight ? `answers${kind === 'active-directory' ? ', Active Directory' : ''}` : problem;
  const lines = [`  ${isRight ? 'right' : 'WRONG'}  ${url}: ${what}`];
  if (!tls) return lines;
  lines.push(`    TLS ${tls.protocol}; authorities tried: ${tls.caFile ?? 'those of the system'}`);
  for (const { subject, issuer, names, validFromMs, validToMs } of tls.chain) {
    lines.push(`    certificate ${subject}, by ${issuer}, ${day(validFromMs)} to ${day(validToMs)}`);
    if (names.length > 0) lines.push(`      good for ${names.join(', ')}`);
  }
  return lines;
}

const day = (ms: number): string => (Number.isNaN(ms) ? '?' : new Date(ms).toISOString().slice(0, 10));
