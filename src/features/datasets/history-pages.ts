import { invalid, type Static, Type } from '#sdk';
import type { RejectPolicy } from '../../engine/import/import-job.ts';
import { DRIFT_POLICIES, type DriftPolicy } from '../../engine/import/schema-drift.ts';
import type { LoadPeriod } from '../../engine/publish/load-periods.ts';
import { mayIn } from '../../platform/access/guard.ts';
import { csvText } from '../../platform/csv.ts';
import { type FormMistakes, formMistakes } from '../../platform/http/form-mistakes.ts';
import { page, type Route } from '../../platform/http/route.ts';
import { periodLabel } from '../../platform/text/period-label.ts';
import { type Words, wordsFor } from '../../platform/text/words.ts';
import { driftSentence } from './drift-words.ts';
import type { LoadEntry } from './load.ts';
import { changeLoadPolicy, getLoadPolicy } from './load-policy.ts';
import { type Dataset, scopeOfDataset } from './model.ts';
import { type AnyCall, type DatasetPageParts, show, Text, texts, titled } from './page-parts.ts';
import { refusedWords } from './refused-words.ts';
import { listStopped } from './stopped-loads.ts';
import { undoLoad, whyNotUndoable } from './undo-load.ts';
import { openDataset } from './use-cases.ts';
import { getLoad, listLoads, listVersions } from './versions.ts';

/** Of the first day of a period, what names it. */
const SHOWN_OF = { day: undefined, month: -3, year: -6 } as const;
const EVERY = { limit: 100_000, after: null, offset: 0 };
/** Loads that one page lists. */
const PAGE = 50;
/** Versions to choose from. */
const RECENT = { limit: 20, after: null, offset: 0 };

const PolicyForm = Type.Object({ drift: Text(10), stop: Text(10), above: Text(10) });

/** What loads did to a dataset, one by one, and how the next ones are taken. */
export const historyPages = (parts: DatasetPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/datasets/:id/history', permission: 'read:datasets' },
    summary: 'The loads of a dataset: what each did to its rows, and its versions.',
    query: Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
    handler: (call) => ({ html: historyPage(parts, call, call.query.page ?? 1, null) }),
  }),
  page({
    ...{ method: 'GET', path: '/datasets/:id/history.csv', permission: 'read:datasets' },
    summary: 'The loads of a dataset as a file.',
    handler: (call) => {
      const loads = listLoads(parts, call.actor, call.params.id!, EVERY).items;
      const content = csvText([HEADS, ...loads.map(cellsOf)]);
      return { download: { name: 'loads.csv', contentType: 'text/csv; charset=utf-8', content } };
    },
  }),
  page({
    ...{ method: 'POST', path: '/datasets/:id/history/policy', permission: 'write:datasets' },
    summary: 'Says what becomes of loads whose columns changed, and when refused rows stop a load.',
    form: PolicyForm,
    handler: (call) => {
      try {
        const { drift, stop, above } = call.body;
        changeLoadPolicy(parts, call.actor, call.params.id!, {
          drift: driftOf(drift),
          rejects: rejectsOf(stop, above),
        });
      } catch (error) {
        const mistakes = formMistakes(error);
        return { html: historyPage(parts, call, 1, { mistakes, typed: call.body }), fault: mistakes.fault };
      }
      call.reply.flash = texts(call).t('The next loads are taken so.');
      return { redirect: `/datasets/${call.params.id}/history` };
    },
  }),
  page({
    ...{ method: 'GET', path: '/datasets/:id/history/:load', permission: 'read:datasets' },
    summary: 'What one load did, by periods of time.',
    handler: (call) => ({ html: loadPage(parts, call) }),
  }),
  page({
    ...{ method: 'POST', path: '/datasets/:id/history/:load/undo', permission: 'write:datasets' },
    summary: 'Takes the last load of a dataset back.',
    handler: (call) => {
      const { id = '', load = '' } = call.params;
      const { t } = texts(call);
      const isBack = getLoad(parts, call.actor, id, load).mode === 'undo';
      const { number } = undoLoad(parts, call.actor, id, load);
      call.reply.flash = isBack
        ? t('The load was brought back: version {number} is what it led to.', { number })
        : t('The load was taken back: version {number} is what was there before.', { number });
      return { redirect: `/datasets/${id}/history` };
    },
  }),
];

/** The form about the next loads, as it was sent with mistakes. */
interface Sent {
  readonly mistakes: FormMistakes;
  readonly typed: Static<typeof PolicyForm>;
}

function historyPage(parts: DatasetPageParts, call: AnyCall, number: number, sent: Sent | null): string {
  const { dataset } = openDataset(parts, call.actor, call.params.id!);
  const { items, total } = listLoads(parts, call.actor, dataset.id, {
    ...{ limit: PAGE, after: null, offset: (number - 1) * PAGE },
  });
  const may = mayOf(call, dataset);
  const data = {
    stopped: listStopped(parts, call.actor, dataset.id),
    ...{ dataset, loads: items, total, may, mistakes: sent?.mistakes ?? null },
    policy: sent?.typed ?? typedOf(getLoadPolicy(parts, call.actor, dataset.id), wordsFor(call.viewer)),
    versions: listVersions(parts, call.actor, dataset.id, RECENT),
    pages: { page: number, pages: Math.max(1, Math.ceil(total / PAGE)), total },
  };
  const title = `${texts(call).t('History')}: ${dataset.name}`;
  return show(parts, call, '@datasets/history', titled(parts, call, title, dataset), data);
}

function loadPage(parts: DatasetPageParts, call: AnyCall): string {
  const { dataset } = openDataset(parts, call.actor, call.params.id!);
  const load = getLoad(parts, call.actor, dataset.id, call.params.load!);
  const undoable = parts.store.findUndoable(dataset.tenant, dataset.id, load.id);
  const may = mayOf(call, dataset);
  const refusal = parts.store.findRefusal(dataset.tenant, dataset.id, load.id);
  const most = Math.max(1, ...load.periods.map((p) => p.inserted + p.updated + p.unchanged));
  const drift = load.drift.map((finding) => driftSentence(finding, wordsFor(call.viewer)));
  const { locale } = call.viewer;
  const data = {
    dataset,
    load,
    may,
    most,
    periodOf: ({ unit, from }: LoadPeriod) => from && periodLabel(unit, from.slice(0, SHOWN_OF[unit]), locale),
    refusal,
    why: (reason: string) => refusedWords(reason, texts(call)),
    drift,
    notUndoable: undoable && whyNotUndoable(parts, dataset, undoable),
  };
  const title = `${texts(call).t('Load')}: ${dataset.name}`;
  return show(parts, call, '@datasets/load', titled(parts, call, title, dataset), data);
}

const mayOf = ({ actor }: AnyCall, dataset: Dataset) => ({
  load: mayIn(actor, 'write:datasets', scopeOfDataset(dataset)),
  cases: mayIn(actor, 'read:cases', scopeOfDataset(dataset)),
});

/** The policy as its form has it. */
const typedOf = ({ drift, rejects }: ReturnType<typeof getLoadPolicy>, { fmt }: Words): Sent['typed'] => ({
  ...{ drift, stop: rejects?.stop ?? '' },
  above: rejects?.stop === 'share' ? fmt.number(rejects.above * 100, 4) : '',
});

const driftOf = (text: string): DriftPolicy => DRIFT_POLICIES.find((policy) => policy === text) ?? 'warn';

function rejectsOf(stop: string, above: string): RejectPolicy | null {
  if (stop === 'never' || stop === 'first') return { stop };
  if (stop !== 'share') return null;
  const percent = Number(above.replace(',', '.'));
  if (above.trim() === '' || !(percent >= 0 && percent <= 100))
    invalid('load.share', 'Say the share as a number from 0 to 100.', [
      { pointer: '/above', message: 'from 0 to 100' },
    ]);
  return { stop, above: percent / 100 };
}

const HEADS = [
  ...['at', 'by', 'mode', 'version', 'version before', 'rows before', 'rows after', 'inserted', 'updated', 'unchanged'],
  ...['rejected', 'void by key', 'from', 'to', 'columns that differ'],
];

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const cellsOf = (load: LoadEntry) => [
  ...[iso(load.atMs), load.by, load.mode, load.version, load.before, load.rowsBefore, load.rowsAfter],
  ...[load.inserted, load.updated, load.unchanged, load.rejected, load.duplicates],
  ...[iso(load.periodFromMs), iso(load.periodToMs), load.drift.map(({ message }) => message).join('; ')],
];
