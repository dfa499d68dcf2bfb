export { isFailing, type MailSettings, type NewMail, type RelayHealth } from './mail.ts';
export { mailOutbox, type Outbox } from './outbox.ts';
export { deliver, type Relay } from './relay.ts';
