export { configExample } from './example.ts';
export { findConfigFile, type LoadedConfig, loadConfig } from './load.ts';
export { type NamedTarget, namedTargets } from './named-targets.ts';
export { configOrigins, type EffectiveSetting, secretValues } from './origins.ts';
export { type Config, configSchema } from './schema.ts';
export type { LdapServer } from './sections/ldap.ts';
export type { OidcProvider, OidcRoleRule } from './sections/oidc.ts';
export { settingChange, takeOverSettings } from './take-over.ts';
