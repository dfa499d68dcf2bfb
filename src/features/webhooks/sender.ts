import { systemActor } from '../../platform/access/actor.ts';
import type { Delivery, Webhook } from './model.ts';
import type { WebhookParts } from './parts.ts';
import { type Outcome, send } from './send.ts';
import { record } from './use-cases.ts';

/** Waits before the attempts after the first; together nearly two days. */
const WAITS_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000, 10_800_000, 36_000_000, 86_400_000];
/** After so many attempts in a row that failed a webhook is paused, and its owner is told. */
const MAX_FAILURES = 30;
const LONGEST_REST_MS = 86_400_000;
/** Webhooks that are sent to at a time; to each of them one message after the other. */
const LANES = 64;
const LOOK_EVERY_MS = 1000;

/** Sends what is due: one lane a webhook, so that a slow receiver delays nobody else. */
export class Sender {
  readonly #parts: WebhookParts;
  private readonly random: () => number;
  readonly #lanes = new Map<string, Promise<void>>();
  #timer: ReturnType<typeof setInterval> | null = null;
  #stopped = false;

  constructor(parts: WebhookParts) {
    this.#parts = parts;
    this.random = parts.random ?? Math.random;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.look(), LOOK_EVERY_MS);
    this.look();
  }

  /** Waits for the attempts under way, each of which has a deadline. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearInterval(this.#timer);
    await Promise.all(this.#lanes.values());
  }

  /** Sends what is due now, to the end; tests wait for it. */
  async settle(): Promise<void> {
    this.look();
    while (this.#lanes.size > 0) await Promise.all(this.#lanes.values());
  }

  look(): void {
    const { store, clock, log } = this.#parts;
    if (this.#stopped || this.#lanes.size >= LANES) return;
    try {
      for (const { delivery, webhook } of store.due(clock.now(), [...this.#lanes.keys()], LANES - this.#lanes.size))
        this.#lanes.set(webhook.id, this.#work(webhook, delivery));
    } catch (error) {
      // The database may be full or busy for a while: the next look tries again.
      log.error('webhooks.cannotLook', { error: String(error) });
    }
  }

  async #work(webhook: Webhook, delivery: Delivery): Promise<void> {
    let noted = false;
    try {
      const outcome = await send(this.#parts, webhook, delivery);
      this.#note(webhook, delivery, outcome);
      noted = true;
    } catch (error) {
      this.#parts.log.error('webhooks.cannotNote', { webhook: webhook.id, error: String(error) });
    } finally {
      this.#lanes.delete(webhook.id);
      // What cannot be noted is not sent again at once, and again.
      if (noted) this.look();
    }
  }

  #note(webhook: Webhook, delivery: Delivery, outcome: Outcome): void {
    const { changes, store, clock, log } = this.#parts;
    const nowMs = clock.now();
    const wait = WAITS_MS[delivery.attempt];
    const state = outcome.taken ? 'delivered' : wait === undefined ? 'dead' : 'waiting';
    const jittered = (wait ?? 0) * (0.8 + 0.4 * this.random());
    const nextAtMs = nowMs + Math.round(Math.max(jittered, Math.min(outcome.restMs ?? 0, LONGEST_REST_MS)));
    const { status, ms } = outcome.attempt;
    log.info('webhooks.sent', { webhook: webhook.id, delivery: delivery.id, status, ms, state });
    const failures = this.#parts.db.transaction((tx) =>
      store.note(tx, delivery, outcome.attempt, { state, nextAtMs }, nowMs),
    );
    const reason = outcome.gone ? 'gone' : failures >= MAX_FAILURES ? 'failures' : null;
    if (reason === null || store.find(webhook.tenant, webhook.id)?.state !== 'on') return;
    const to = reason === 'gone' ? 'off' : 'paused';
    changes.make(systemActor('webhooks', webhook.tenant), (change) => {
      store.setState(change.tx, webhook, to, reason);
      record(change, webhook, { action: 'webhook.pause', event: 'updated', after: { state: to, reason } });
      change.tell('webhook.paused', { webhook: webhook.id, name: webhook.name, user: webhook.owner, reason });
    });
  }
}
