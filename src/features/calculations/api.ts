import { Type } from '#sdk';
import { JsonText } from '../../platform/http/json-text.ts';
import type { EventSink } from '../../platform/http/open-streams.ts';
import { type Route, route, stream } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { statisticsOfText } from '../analyses/index.ts';
import { AnalysisEvent, AnalysisView, hasEnded, presentAnalysis, StartAnalysis } from './model.ts';
import {
  type CalculationParts,
  endAnalysis,
  followAnalysis,
  getAnalysis,
  listAnalyses,
  resultOf,
  type Standing,
  standingOf,
  startAnalysis,
} from './use-cases.ts';

const tag = 'analyses';
const PATH = '/api/v1/analyses';
const permission = 'read:analyses';

/** With its result; `result` is sent as the calculator made it. */
const AnalysisWithResult = Type.Composite([
  AnalysisView,
  Type.Object({
    title: Type.Union([Type.String(), Type.Null()], { description: 'Of the calculator, once there is a result' }),
    result: Type.Unknown({
      description: 'As the calculator’s template says; null before it is done, and when it is outdated',
    }),
    statistics: Type.Unknown({ description: 'As in calculators/execute' }),
    outdated: Type.Boolean({ description: 'The dataset has another version by now: start the analysis again' }),
  }),
]);

const EXAMPLE = {
  body: {
    datasetId: '0199a3c2-7d10-7000-8000-000000000001',
    id: 'variants',
    params: { limit: 50 },
    filters: [{ id: 'has-activity', params: { activities: ['Pay invoice'] } }],
  },
};

export const calculationRoutes = (parts: CalculationParts): Route[] => [
  route({
    ...{ method: 'POST', path: PATH, permission, tag, success: 'accepted' },
    summary: 'Starts a calculation in the background. It goes on when you leave; only you see it.',
    body: StartAnalysis,
    response: AnalysisView,
    example: EXAMPLE,
    handler: ({ actor, body, reply }) => {
      const { analysis, progress } = startAnalysis(parts, actor, body);
      reply.location = `${PATH}/${analysis.id}`;
      return presentAnalysis(analysis, progress);
    },
  }),
  route({
    ...{ method: 'GET', path: PATH, permission, tag },
    summary: 'Your calculations in the background, newest first, without their results.',
    query: ListQuery,
    response: ListOf(AnalysisView),
    handler: ({ actor, query }) => {
      const list = listAnalyses(parts, actor, listRequest(query));
      return { ...list, items: list.items.map(({ analysis, progress }) => presentAnalysis(analysis, progress)) };
    },
  }),
  ...itemRoutes(parts),
];

const itemRoutes = (parts: CalculationParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, permission, tag },
    summary: 'How far a calculation is, and its result when it is done.',
    response: AnalysisWithResult,
    handler: async ({ actor, params, signal }) => {
      const found = getAnalysis(parts, actor, params.id!);
      const done = await resultOf(parts, actor, found, signal);
      return {
        ...presentAnalysis(found.analysis, found.progress),
        title: done ? done.calculator.title : null,
        result: done ? new JsonText(done.text) : null,
        statistics: done ? statisticsOfText(done.calculator, done.text) : null,
        outdated: found.analysis.state === 'done' && done === null,
      };
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, permission, tag },
    summary: 'Cancels a calculation that waits or runs; takes one that has ended off the list.',
    handler: ({ actor, params }) => {
      endAnalysis(parts, actor, params.id!);
      return undefined;
    },
  }),
  stream({
    ...{ path: `${PATH}/:id/events`, permission, tag },
    summary: 'Follows a calculation: events "progress", and at the end "done", "failed" or "cancelled".',
    data: AnalysisEvent,
    handler: ({ actor, params }, lastEventId) => {
      const found = getAnalysis(parts, actor, params.id!);
      if (lastEventId === END) return null;
      return (sink) => sendSteps(parts, found, lastEventId, sink);
    },
  }),
];

/** The id of the last event: whoever has seen it need not come back. */
const END = 'end';

function sendSteps(parts: CalculationParts, found: Standing, lastSeen: string | null, sink: EventSink): () => void {
  const send = ({ analysis, progress }: Standing) => {
    const { id, state, error } = analysis;
    const ended = hasEnded(analysis);
    // The number of an event is how far it is: 40 is forty per cent, and nothing was missed that a later one does not say.
    const number = ended ? END : `${state === 'waiting' ? 'w' : 'r'}${Math.round(progress * 100)}`;
    if (number === lastSeen) return;
    const told = error && { code: error.code, message: error.message };
    sink.send({ id: number, event: ended ? state : 'progress', data: { id, state, progress, error: told } });
    if (ended) sink.end();
  };
  // It may have gone on since the request came.
  send(standingOf(parts, found));
  return followAnalysis(parts, found, (analysis, progress) => send({ analysis, progress })) ?? (() => {});
}
