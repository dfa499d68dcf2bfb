export type { MailSettings, NewMail, Relay, RelayHealth } from './mail.ts';
export { mailOutbox, type Outbox } from './outbox.ts';
export { deliver } from './relay.ts';
