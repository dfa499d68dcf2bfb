/**
 * Discovery documents as the three products publish them, reduced to what is read here, with hosts of example organisations in the place
 * of the real ones. None of the products was asked by us:
 *
 * - Entra ID: what login.microsoftonline.com answered to a tenant in November 2021, as it stands in recordings of public test suites.
 * - AD FS: the example in Microsoft's documentation of single sign-out (Windows Server 2016 and later).
 * - Keycloak: what a realm of version 20 or later answered in January 2024, as its users wrote it down.
 */
const ENTRA = 'https://login.microsoftonline.com/88888888-8888-8888-8888-888888888888';
const ADFS = 'https://fs.corp.example/adfs';
const KEYCLOAK = 'https://login.corp.example/realms/corp';

export const DISCOVERY = {
  'entra-id': {
    issuer: `${ENTRA}/v2.0`,
    authorization_endpoint: `${ENTRA}/oauth2/v2.0/authorize`,
    token_endpoint: `${ENTRA}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${ENTRA}/discovery/v2.0/keys`,
    userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo',
    end_session_endpoint: `${ENTRA}/oauth2/v2.0/logout`,
    frontchannel_logout_supported: true,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
  },
  adfs: {
    issuer: ADFS,
    access_token_issuer: 'http://fs.corp.example/adfs/services/trust',
    authorization_endpoint: `${ADFS}/oauth2/authorize/`,
    token_endpoint: `${ADFS}/oauth2/token/`,
    token_endpoint_auth_methods_supported: [
      ...['client_secret_post', 'client_secret_basic', 'private_key_jwt', 'windows_client_authentication'],
    ],
    jwks_uri: `${ADFS}/discovery/keys`,
    userinfo_endpoint: `${ADFS}/userinfo`,
    end_session_endpoint: `${ADFS}/oauth2/logout`,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    response_types_supported: [
      'code',
      'id_token',
      'code id_token',
      'id_token token',
      'code token',
      'code id_token token',
    ],
    scopes_supported: ['allatclaims', 'email', 'user_impersonation', 'profile', 'openid'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: ['aud', 'iss', 'iat', 'exp', 'auth_time', 'nonce', 'sub', 'upn', 'unique_name', 'sid'],
  },
  keycloak: {
    issuer: KEYCLOAK,
    authorization_endpoint: `${KEYCLOAK}/protocol/openid-connect/auth`,
    token_endpoint: `${KEYCLOAK}/protocol/openid-connect/token`,
    token_endpoint_auth_methods_supported: [
      ...['private_key_jwt', 'client_secret_basic', 'client_secret_post', 'tls_client_auth', 'client_secret_jwt'],
    ],
    jwks_uri: `${KEYCLOAK}/protocol/openid-connect/certs`,
    userinfo_endpoint: `${KEYCLOAK}/protocol/openid-connect/userinfo`,
    end_session_endpoint: `${KEYCLOAK}/protocol/openid-connect/logout`,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    code_challenge_methods_supported: ['plain', 'S256'],
    response_modes_supported: ['query', 'fragment', 'form_post', 'jwt'],
    response_types_supported: ['code', 'none', 'id_token', 'token', 'id_token token', 'code id_token', 'code token'],
    scopes_supported: ['openid', 'offline_access', 'email', 'profile', 'roles', 'acr'],
    subject_types_supported: ['public', 'pairwise'],
    id_token_signing_alg_values_supported: [
      ...['PS384', 'ES384', 'RS384', 'HS256', 'HS512', 'ES256', 'RS256', 'HS384', 'ES512', 'PS256', 'PS512', 'RS512'],
    ],
  },
} as const;
