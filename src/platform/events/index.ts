export { type EventBus, eventBus, type LiveFilter } from './bus.ts';
export { EVENTS, type EventDescription } from './catalogue.ts';
export type { Delivery, EventEnvelope, EventType, NewEvent } from './event.ts';
export { EVENT_TYPES } from './event.ts';
