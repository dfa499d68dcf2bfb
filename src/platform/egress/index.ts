export { entryMistake } from './allow-list.ts';
export type { Pinned } from './connect.ts';
export type { Decision } from './decide.ts';
export { childDoor, egressDoor } from './door.ts';
export type { Cause, ChildEgress, Denial, Egress, EgressOwner, EgressSettings } from './egress.ts';
export { parseUrl } from './target.ts';
export {
  type DetailedPeerCertificate,
  isSecured,
  type SecureVersion,
  type TLSSocket,
  type UpgradeOptions,
  upgrade,
  verifying,
} from './upgrade.ts';
