import { english } from '../../platform/text/texts.ts';

/** Why a provider no longer vouches for somebody, by the word that is kept. */
export const WHY_GONE = {
  disabled: english('the account is disabled'),
  locked: english('the account is locked'),
  'account-expired': english('the account has expired'),
  'password-expired': english('the password has expired'),
  'must-change-password': english('the password must be changed first'),
  missing: english('the account is not found any more'),
  'no-role': english('no group gives a role'),
} as const;
export type WhyGone = keyof typeof WHY_GONE;
