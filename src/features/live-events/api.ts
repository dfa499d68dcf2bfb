import { Type } from '#sdk';
import { type Route, stream } from '../../platform/http/route.ts';
import { LIVE_TYPES, type LiveEventParts, listen } from './use-cases.ts';

const Envelope = Type.Object({
  event_id: Type.String(),
  event_type: Type.String({ description: `One of: ${LIVE_TYPES.join(', ')}` }),
  timestamp: Type.String({ description: 'ISO 8601, UTC' }),
  source_service: Type.String(),
  correlation_id: Type.String({ description: 'The request or job that caused it' }),
  payload: Type.Unknown(),
});

export const liveEventRoutes = (parts: LiveEventParts): Route[] => [
  stream({
    ...{ path: '/api/v1/events', permission: 'read:datasets', tag: 'events' },
    summary:
      'Loads, jobs and your calculations as they happen. An event "missed" says that too much happened while you were away to be told; "session.ended" comes before the end.',
    data: Envelope,
    handler: ({ actor }, lastEventId) => {
      const after = lastEventId !== null && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : null;
      return (sink) =>
        listen(parts, actor, after, {
          tell: ({ seq, event }) =>
            sink.send({ ...(seq === null ? {} : { id: String(seq) }), event: event.event_type, data: event }),
          missed: () => sink.send({ event: 'missed', data: {} }),
        });
    },
  }),
];
