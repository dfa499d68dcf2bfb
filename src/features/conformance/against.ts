import { discovererOf, discoverers } from '../../mining/conformance/model-of.ts';
import type { Words } from '../../platform/text/words.ts';
import { enough } from '../analyses/index.ts';
import { discoveredText } from '../models/index.ts';
import { stepsOf } from '../workbench/index.ts';
import type { Against, ConformanceAsked, ConformanceWork, Discovered } from './page-model.ts';
import type { ConformancePageParts } from './page-parts.ts';

export const USUAL_DISCOVERER = 'inductive-model';
const USUAL_NOISE = 20;
const QUICK_STATES = 1000;
/** Longer models do not go into the filters of an address. */
const MOST_IN_ADDRESS = 2500;

/** The model of the address; else the newest kept one about the dataset; else one that is discovered from what the filters keep. */
export async function againstOf(parts: ConformancePageParts, work: ConformanceWork, words: Words): Promise<Against> {
  const { call, dataset, query } = work;
  const [newest] = query.model === undefined ? parts.models.modelsFor(call.actor, dataset.id) : [];
  const chosen = query.model ?? (newest ? `model:${newest.id}` : USUAL_DISCOVERER);
  const discovered = discoveredBy(work, chosen);
  const search = searchOf(work);
  if (discovered) return againstDiscovered(parts, work, chosen, discovered);
  const id = /^model:([^@]+)/.exec(chosen)?.[1];
  const kept = id === undefined ? null : parts.models.getModel(call.actor, id);
  return {
    ...{ params: { model: chosen, ...search }, filter: { model: chosen, ...search }, chosen, discovered: null },
    ...{ kept, name: kept?.name ?? words.t('the model in the address') },
    isConstraints: parts.models.formatOf(call.actor, chosen) === 'decl',
  };
}

function discoveredBy({ query, readFilters }: ConformanceWork, chosen: string): Discovered | null {
  const noise = query.noise ?? USUAL_NOISE;
  const found = discovererOf(chosen, noise / 100);
  return (
    found && {
      ...{ ...found, noise, takesNoise: discoverers().some(({ id, takesNoise }) => id === chosen && takesNoise) },
      from: query.from === undefined ? null : query.from === 'all' ? [] : readFilters(query.from),
    }
  );
}

/**
 * A model that is discovered from what the filters keep goes by its name. When a filter was added that looks at its deviations, the model
 * stays the one of the cases before: then it goes by its text.
 */
async function againstDiscovered(
  parts: ConformancePageParts,
  work: ConformanceWork,
  chosen: string,
  discovered: Discovered,
): Promise<Against> {
  const { calculator, params, from, takesNoise, noise } = discovered;
  const base = {
    ...{ chosen, kept: null, isConstraints: false, discovered },
    name: discoverers().find(({ id }) => id === chosen)?.title ?? chosen,
  };
  if (from === null) {
    const named = { model: chosen, ...(takesNoise ? { noise: noise / 100 } : {}), ...searchOf(work) };
    return { ...base, params: named, filter: named };
  }
  const asked = { datasetId: work.dataset.id, filters: from as never, id: calculator, params: { ...params } };
  const { text } = await parts.analyses.compute(work.call.actor, asked, work.call.signal);
  const model = discoveredText(JSON.stringify(enough(JSON.parse(text) as object | null))).text;
  const given = { model, ...searchOf(work) };
  return { ...base, params: given, filter: model.length <= MOST_IN_ADDRESS ? given : null };
}

/** How far the search for one alignment goes, where the usual way is too long. */
const searchOf = ({ query }: ConformanceWork) => (query.search === 'quick' ? { statesPerTrace: QUICK_STATES } : {});

/** Parameters of a link that adds a filter: a model that is discovered stays the one that one looks at. */
export function stayingModel({
  work,
  against,
}: {
  work: ConformanceWork;
  against: Against;
}): Partial<ConformanceAsked> {
  if (!against.discovered || work.query.from !== undefined) return {};
  const f = new URL(work.href({}), 'http://x').searchParams.get('f');
  return { model: against.chosen, from: stepsOf(work.state).length === 0 ? 'all' : (f ?? 'all') };
}
