export { type EventBus, eventBus, type LiveFilter } from './bus.ts';
export { type Delivery, EVENT_TYPES, type EventEnvelope, type EventType, type NewEvent } from './event.ts';
