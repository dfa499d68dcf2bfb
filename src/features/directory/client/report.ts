import { AppError } from '#sdk';
import type { LdapServer } from '../../../platform/config/index.ts';
import type { DirectoryReport, ReplicaReport, TlsReport } from '../directory.ts';
import { isUnder } from '../dn.ts';
import { chainOf } from './certificates.ts';
import { Connection } from './connection.ts';
import type { Entry } from './entry.ts';
import { Outage } from './faults.ts';
import { all, equals } from './filters.ts';
import { type Sessions, targetOf } from './open-session.ts';
import { personAttributes } from './person.ts';
import type { Prover } from './prove.ts';
import type { Session } from './session.ts';

/** People that are looked at. */
const SAMPLE = 20;
const SOON_MS = 30 * 86_400_000;
const ACTIVE_DIRECTORY = '1.2.840.113556.1.4.800';
const PAGED_RESULTS = '1.2.840.113556.1.4.319';
const GLOBAL_CATALOG_PORTS = [3268, 3269];

/** What is gathered on the way. */
interface Findings {
  readonly problems: string[];
  readonly warnings: string[];
}

/** Looks at every replica, and through the first that answers at what the configuration finds in the directory. */
export async function reportOn(prover: Prover, nowMs: number, signal: AbortSignal): Promise<DirectoryReport> {
  const { server } = prover.profile;
  const found: Findings = { problems: [], warnings: [] };
  if (server.min_version < 'TLSv1.2')
    found.warnings.push(`min_version = "${server.min_version}" lets TLS be broken by others on the network.`);
  if (server.tls === 'none') found.warnings.push('tls = "none": passwords cross the network readable.');
  const replicas: ReplicaReport[] = [];
  let sample: Sample | null = null;
  for (const url of server.urls) {
    const { report, session } = await lookAt(url, prover.sessions, server, signal);
    replicas.push(report);
    warnOfReplica(report, server, nowMs, found);
    if (!session) continue;
    try {
      sample ??= await lookInside(session, prover, found);
    } catch (error) {
      found.problems.push(messageOf(error));
    } finally {
      session.connection.close();
    }
  }
  const isRight = found.problems.length === 0 && replicas.every((replica) => replica.isRight);
  return { id: server.id, isRight, replicas, ...found, ...(sample ?? { emptyAttributes: [], sampled: 0 }) };
}

interface Sample {
  readonly emptyAttributes: string[];
  readonly sampled: number;
}

async function lookAt(url: string, sessions: Sessions, server: LdapServer, signal: AbortSignal) {
  let tls: TlsReport | null = null;
  let session: Session | null = null;
  try {
    tls = await tlsOf(url, sessions, server, signal);
    session = sessions.hasService ? await sessions.asService(url, signal) : await sessions.unbound(url, signal);
    const kind = await kindOf(session);
    return { report: { url, isRight: true, problem: null, kind, tls }, session };
  } catch (error) {
    session?.connection.close();
    const report = {
      url,
      isRight: false,
      problem: messageOf(error),
      kind: null,
      tls: tls ?? (await wrongTls(url, sessions, server, signal)),
    };
    return { report, session: null };
  }
}

async function tlsOf(
  url: string,
  sessions: Sessions,
  server: LdapServer,
  signal: AbortSignal,
): Promise<TlsReport | null> {
  const { connection } = await sessions.unbound(url, signal);
  const { tls } = connection;
  const report = tls && {
    protocol: tls.getProtocol() ?? 'unknown',
    caFile: server.ca_file || null,
    chain: chainOf(tls.getPeerCertificate(true)),
  };
  connection.close();
  return report;
}

/** What a server shows that is not trusted, for a person to see why. */
async function wrongTls(
  url: string,
  sessions: Sessions,
  server: LdapServer,
  signal: AbortSignal,
): Promise<TlsReport | null> {
  if (server.tls === 'none') return null;
  try {
    const chain = chainOf(await Connection.peek(targetOf(server, url, sessions.door), sessions.door, signal));
    return { protocol: 'not trusted', caFile: server.ca_file || null, chain };
  } catch {
    return null; // it does not answer at all, which is what the report says
  }
}

async function kindOf(session: Session): Promise<ReplicaReport['kind']> {
  const root = await session.read('', ['supportedCapabilities']);
  return root?.texts('supportedCapabilities').includes(ACTIVE_DIRECTORY) ? 'active-directory' : 'other';
}

function warnOfReplica(replica: ReplicaReport, server: LdapServer, nowMs: number, { warnings }: Findings): void {
  const { url, kind, tls } = replica;
  if (GLOBAL_CATALOG_PORTS.includes(Number(new URL(url).port)))
    warnings.push(
      `${url} is a Global Catalog: it lacks attributes, and groups of other domains. Right only where one domain is not enough.`,
    );
  if (kind === 'active-directory' && server.preset !== 'ad')
    warnings.push(`${url} is Active Directory; preset = "ad" fits it better than "${server.preset}".`);
  if (kind === 'other' && server.preset === 'ad')
    warnings.push(`${url} is not Active Directory; preset = "ad" does not fit it.`);
  for (const { subject, validToMs } of tls?.chain ?? [])
    if (validToMs < nowMs + SOON_MS)
      warnings.push(
        `${url}: the certificate "${subject}" ${validToMs < nowMs ? 'ended' : 'ends'} on ${new Date(validToMs).toISOString().slice(0, 10)}.`,
      );
}

async function lookInside(session: Session, prover: Prover, found: Findings): Promise<Sample> {
  const { profile, sessions } = prover;
  const nothing = { emptyAttributes: [], sampled: 0 };
  const root = await session.read('', [
    'supportedControl',
    'namingContexts',
    'defaultNamingContext',
    'configurationNamingContext',
  ]);
  if (root) warnOfRoot(root, profile.server.base, found);
  if (!sessions.hasService) {
    found.warnings.push(
      'Without a service account ("bind_dn") people can sign in, but nobody can be synchronised or looked up.',
    );
    return nothing;
  }
  if (root && profile.isActiveDirectory) await warnOfDomain(session, root, profile.server, found);
  const entries = await firstPeople(session, prover);
  if (entries.length === 0) {
    found.problems.push(
      `Nobody below "${profile.server.base}" fits the filter of people. Correct "base" or "person_filter".`,
    );
    return nothing;
  }
  const emptyAttributes = emptyIn(entries, prover, found);
  if ((await prover.person(session, entries[0] as Entry)) === null)
    found.warnings.push(`${entries[0]?.dn} has no login or no subject, and cannot sign in.`);
  return { emptyAttributes, sampled: entries.length };
}

function warnOfRoot(root: Entry, base: string, { warnings }: Findings): void {
  const contexts = root.texts('namingContexts');
  if (contexts.length > 0 && !contexts.some((context) => isUnder(base, context)))
    warnings.push(
      `"${base}" is not in this directory, which has ${contexts.map((context) => `"${context}"`).join(', ')}.`,
    );
  const controls = root.texts('supportedControl');
  if (controls.length > 0 && !controls.includes(PAGED_RESULTS))
    warnings.push('The directory does not support paged results: people can sign in, but not be synchronised.');
}

/** The short name of the domain, by which people may sign in once it is configured. */
async function warnOfDomain(session: Session, root: Entry, server: LdapServer, { warnings }: Findings): Promise<void> {
  const [configuration, domain] = [root.text('configurationNamingContext'), root.text('defaultNamingContext')];
  if (configuration === null || domain === null) return;
  const filter = all(equals('objectClass', 'crossRef'), equals('nCName', domain));
  const search = { base: `CN=Partitions,${configuration}`, filter, attributes: ['nETBIOSName'], pageSize: 2 };
  const [partition] = await Array.fromAsync(session.search(search, true));
  const name = partition?.text('nETBIOSName');
  if (name && name.toLowerCase() !== server.domain.toLowerCase())
    warnings.push(`The domain is "${name}": with domain = "${name}" people may sign in as ${name}\\ann too.`);
}

async function firstPeople(session: Session, { profile }: Prover): Promise<Entry[]> {
  const entries: Entry[] = [];
  const search = {
    base: profile.server.base,
    filter: profile.personFilter,
    attributes: personAttributes(profile),
    pageSize: SAMPLE,
  };
  for await (const entry of session.search(search, true)) {
    entries.push(entry);
    if (entries.length === SAMPLE) break;
  }
  return entries;
}

/** Attributes that nobody has: mostly their names are wrong, and a login that is empty would lock people out (or together). */
function emptyIn(entries: readonly Entry[], { profile }: Prover, { problems }: Findings): string[] {
  const { subjectAttribute, loginAttributes, emailAttribute, server } = profile;
  const wanted = [
    subjectAttribute,
    ...loginAttributes,
    emailAttribute,
    server.name_attribute,
    ...Object.keys(server.attributes),
  ];
  const empty = wanted.filter((name) => name !== '' && entries.every((entry) => entry.bytes(name).length === 0));
  for (const name of empty)
    if (name === subjectAttribute || name === loginAttributes[0])
      problems.push(
        `Nobody of the first ${entries.length} people has "${name}", without which nobody can sign in. Correct "${name === subjectAttribute ? 'subject_attribute' : 'login_attributes'}".`,
      );
  return empty;
}

function messageOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  if (error instanceof Outage) return `Cannot be used: ${error.message}.`;
  throw error;
}
