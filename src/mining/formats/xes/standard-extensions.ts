/** The extensions of IEEE 1849, by the prefix of their keys. */
const NAMES: Readonly<Record<string, string>> = {
  ...{ concept: 'Concept', lifecycle: 'Lifecycle', org: 'Organizational', time: 'Time', semantic: 'Semantic' },
  ...{ identity: 'Identity', cost: 'Cost', micro: 'Micro', swevent: 'Software Event' },
  ...{ swcomm: 'Software Communication', swtelemetry: 'Software Telemetry', artlifecycle: 'Artifact Lifecycle' },
};

export interface XesExtension {
  readonly name: string;
  readonly prefix: string;
  readonly uri: string;
}

/** The standard extensions that these keys belong to, in order of first use, without those declared already. */
export function standardExtensions(keys: Iterable<string>, declared: readonly XesExtension[]): XesExtension[] {
  const known = new Set(declared.map(({ prefix }) => prefix));
  const found: XesExtension[] = [];
  for (const key of keys) {
    const prefix = key.slice(0, Math.max(0, key.indexOf(':')));
    if (known.has(prefix) || !Object.hasOwn(NAMES, prefix)) continue;
    known.add(prefix);
    found.push({ name: NAMES[prefix]!, prefix, uri: `http://www.xes-standard.org/${prefix}.xesext` });
  }
  return found;
}

/** The states of the standard's transactional model; a log that uses no other follows it. */
export const STANDARD_LIFECYCLE: ReadonlySet<string> = new Set([
  ...['schedule', 'assign', 'reassign', 'withdraw', 'start', 'suspend', 'resume', 'pi_abort', 'ate_abort'],
  ...['complete', 'autoskip', 'manualskip', 'unknown'],
]);
