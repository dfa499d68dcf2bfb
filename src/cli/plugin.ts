import { resolve } from 'node:path';
import type { TObject } from '#sdk';
import { ExternalPlugIns, type PlugInStatus } from '../engine/plug-ins/external.ts';
import { loadShipped } from '../engine/plug-ins/shipped.ts';
import { createRegistry } from '../engine/registry.ts';
import { inputSchema } from '../platform/http/openapi.ts';
import { CONFIG_FLAG, JSON_FLAG } from './config-flags.ts';
import { configOf } from './open-appliance.ts';
import { EXIT, type Io, parseFlags, usageFault, type Verb } from './verb.ts';

const about = {
  name: 'plugin',
  summary: 'Lists filters, calculators and enrichments, built in and from the plug-in folder.',
  usage: 'plugin list [--config FILE] [--json]',
  flags: [CONFIG_FLAG, JSON_FLAG],
  examples: [
    { call: 'plugin list', does: 'ids, titles and one sentence each; what was not loaded, and why' },
    { call: 'plugin list --json', does: 'with the parameters of each as JSON Schema' },
  ],
};

const options = { config: { type: 'string' }, json: { type: 'boolean' } } as const;

interface Listed {
  kind: string;
  id: string;
  version: number;
  title: string;
  summary: string;
  category: string;
  params: unknown;
  origin: string;
}

export default {
  ...about,
  async run(args: string[], io: Io): Promise<number> {
    const flags = parseFlags(about, args, io, options, { min: 1, max: 1 });
    if (typeof flags === 'number') return flags;
    const json = flags.values.json === true;
    if (flags.positionals[0] !== 'list')
      return usageFault(about, io, `There is no action "${flags.positionals[0]}".`, json);
    const { config } = configOf(flags, io);
    const { filters, calculators, enrichments } = createRegistry();
    const builtIn = [...filters.values(), ...calculators.values(), ...enrichments.values()].map((p) =>
      listed(p, 'built in'),
    );
    const shipped = await loadShipped();
    const taken = new Set([...builtIn.map((p) => p.id), ...shipped.connectors.keys()]);
    const limits = { memoryBytes: 1_000e6, timeoutMs: 10_000 };
    const external = config.plugins.folder
      ? await ExternalPlugIns.load(resolve(config.plugins.folder), config.plugins.allow, limits, taken)
      : ExternalPlugIns.none(limits);
    const loaded = external.status.flatMap((s): Listed[] =>
      s.state === 'loaded' ? [{ ...s.description, origin: s.name }] : [],
    );
    const notLoaded = external.status.filter((s) => s.state === 'not loaded');
    const withRelease = [shipped.connectors, shipped.explainers, shipped.modelProviders].flatMap((group) =>
      [...group.values()].map((p) => listed(p, 'shipped')),
    );
    const all = [...builtIn, ...withRelease, ...loaded];
    io.stdout(json ? `${JSON.stringify({ plugins: all, notLoaded })}\n` : listText(all, notLoaded));
    return EXIT.ok;
  },
} satisfies Verb;

const listed = (
  { kind, id, version, title, summary, category, params }: Omit<Listed, 'origin'>,
  origin: string,
): Listed => ({
  ...{ kind, id, version, title, summary, category, params: inputSchema(params as TObject), origin },
});

function listText(all: readonly Listed[], notLoaded: readonly PlugInStatus[]): string {
  const width = Math.max(...all.map((p) => p.id.length));
  const kinds = [...new Set(all.map((p) => p.kind))];
  const part = (kind: string) =>
    `${kind}s\n${all
      .filter((p) => p.kind === kind)
      .map((p) => `  ${p.id.padEnd(width)}  ${p.summary}${p.origin === 'built in' ? '' : ` (${p.origin})`}\n`)
      .join('')}`;
  const refused = notLoaded.map((s) => (s.state === 'not loaded' ? `  ${s.name}: ${s.reason}\n` : '')).join('');
  return kinds.map(part).join('\n') + (refused ? `\nnot loaded\n${refused}` : '');
}
