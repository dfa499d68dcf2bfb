/** What a request costs of the limits that an account or an address has in a minute. */
export type Effort = 'none' | 'plain' | 'calculation' | 'upload' | 'sign-in' | 'export';
