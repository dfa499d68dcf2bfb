import type { TObject } from '#sdk';
import type { PlugInStatus } from '../engine/plug-ins/external.ts';
import { inputSchema } from '../platform/http/openapi.ts';
import { answeringVerb, noAction } from './answering-verb.ts';
import { CONFIG_FLAG, CONFIG_OPTION, configOf } from './config-flags.ts';
import { localPlugIns } from './local-plug-ins.ts';

const about = {
  name: 'plugin',
  summary: 'Lists filters, calculators and enrichments, built in and from the plug-in folder.',
  usage: 'plugin list [--config FILE] [--json]',
  flags: [CONFIG_FLAG],
  examples: [
    { call: 'plugin list', does: 'ids, titles and one sentence each; what was not loaded, and why' },
    { call: 'plugin list --json', does: 'with the parameters of each as JSON Schema' },
  ],
};

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

export default answeringVerb(about, { options: CONFIG_OPTION, max: 1 }, async (flags, io) => {
  const [action] = flags.positionals;
  if (action !== 'list') return noAction(action);
  const { registry, shipped, external } = await localPlugIns(configOf(flags, io).config);
  const of = (groups: readonly ReadonlyMap<string, Omit<Listed, 'origin'>>[], origin: string) =>
    groups.flatMap((group) => [...group.values()].map((plugIn) => listed(plugIn, origin)));
  const loaded = external.status.flatMap((s): Listed[] =>
    s.state === 'loaded' ? [{ ...s.description, origin: s.name }] : [],
  );
  const notLoaded = external.status.filter((s) => s.state === 'not loaded');
  const plugins = [
    ...of([registry.filters, registry.calculators, registry.enrichments], 'built in'),
    ...of([shipped.connectors, shipped.explainers, shipped.modelProviders], 'shipped'),
    ...loaded,
  ];
  return { document: { plugins, notLoaded }, text: listText(plugins, notLoaded) };
});

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
