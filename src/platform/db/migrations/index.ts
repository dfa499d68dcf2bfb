import foundation from './0001-foundation.sql' with { type: 'text' };
import signIn from './0002-sign-in-and-repetition.sql' with { type: 'text' };

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly text: string;
}

/** Every migration, in order; imported as text so that the single binary carries them. A test compares with the folder. */
export const MIGRATIONS: readonly Migration[] = [
  { number: 1, name: '0001-foundation.sql', text: foundation },
  { number: 2, name: '0002-sign-in-and-repetition.sql', text: signIn },
];
