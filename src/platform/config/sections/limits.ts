import { Type } from '#sdk';
import { whole } from '../setting.ts';

const counted = (description: string, initial: number) => whole(description, initial, 'reload', { minimum: 1 });

export const limits = Type.Object(
  {
    account_per_minute: whole(
      'What one account may ask in a minute, over all its sessions and programs; a plain request counts 1. 0: no limit.',
      12_000,
      'reload',
      { minimum: 0 },
    ),
    address_per_minute: whole(
      'What one address may ask in a minute, signed in or not; people behind one proxy of their own count as one. 0: no limit.',
      24_000,
      'reload',
      { minimum: 0 },
    ),
    calculation_cost: counted('What a page of analysis or a calculation counts.', 4),
    upload_cost: counted('What a file, or a piece of one, that comes in counts.', 4),
    sign_in_cost: counted('What an attempt to sign in, or to use a link or a token, counts.', 40),
    export_cost: counted('What a file that goes out counts.', 100),
  },
  { description: 'How much may be asked; who asks more gets the answer 429, and the time to wait.' },
);
