import { Type } from '#sdk';
import { choice, flag } from '../setting.ts';

export const privacy = Type.Object(
  {
    ask_about_people: flag(
      'Whether a load waits until somebody decided about each column that seems to tell who somebody is.',
      false,
      'reload',
    ),
    raw_files: choice(
      'What becomes of a file once a load has kept less of it than it holds (columns dropped, pseudonyms, …): it is removed, or kept as it came.',
      ['remove', 'keep'],
      'remove',
      'reload',
    ),
  },
  { description: 'People in the data that is loaded.' },
);
