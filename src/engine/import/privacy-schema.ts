import { Choice, type Static, Type } from '#sdk';

/** What a column says of a person: their name or number; something that tells them in company; something to be guarded; nothing. */
export const PRIVACY_CLASSES = ['direct', 'quasi', 'sensitive', 'plain'] as const;

export const PRIVACY_ACTIONS = ['keep', 'mask-on-view', 'drop', 'hash', 'mask', 'generalise', 'shift'] as const;
export type PrivacyAction = (typeof PRIVACY_ACTIONS)[number];

export const GENERALISATIONS = ['bands', 'month', 'year', 'prefix', 'groups'] as const;

const Group = Type.Object(
  {
    to: Type.String({ minLength: 1, maxLength: 200 }),
    values: Type.Array(Type.String({ minLength: 1, maxLength: 1_000 }), { minItems: 1, maxItems: 10_000 }),
  },
  { additionalProperties: false },
);

/** What a person decided about a column before anything of it is kept. */
export const PrivacySchema = Type.Object(
  {
    class: Choice(PRIVACY_CLASSES, {
      description: 'Direct identifier, quasi-identifier, sensitive, or plain',
    }),
    action: Choice(PRIVACY_ACTIONS, {
      description:
        '`keep`; `mask-on-view`: kept, and shown as stars to who may not see masked columns; `drop`; `hash`: a keyed pseudonym, the same in every load; `mask`: stars; `generalise`: by `by`; `shift`: times of a case moved by whole days, the same for all of them',
    }),
    by: Type.Optional(
      Choice(GENERALISATIONS, {
        description:
          'Numbers to `bands`, times to `month` or `year`, text to its `prefix`, values to the `groups` that name them',
      }),
    ),
    width: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'Of a band' })),
    length: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100,
        description: 'Signs that stay: of a prefix, or at the end of what is masked',
      }),
    ),
    groups: Type.Optional(
      Type.Array(Group, {
        maxItems: 1_000,
        description: 'A level of a hierarchy; what no group names becomes "other"',
      }),
    ),
    days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3_650, description: 'Most days by which a case is moved' }),
    ),
  },
  { additionalProperties: false },
);
export type Privacy = Static<typeof PrivacySchema>;

/** Whether two decisions do the same to values; what a column says of people is no part of that. */
export function sameTreatment({ class: _, ...one }: Privacy, { class: __, ...other }: Privacy): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)] as (keyof typeof one)[]);
  return [...keys].every((key) => JSON.stringify(one[key]) === JSON.stringify(other[key]));
}

/** Days by which cases are moved where nobody said how many. */
export const SHIFT_DAYS = 365;
/** What a value becomes that belongs to no group, or does not read. */
export const OTHER = 'other';
export const UNREADABLE = '(unreadable)';
