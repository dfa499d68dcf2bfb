// Written by `bun run generate`; do not edit. Sorted by id; a test compares it with the folder.
import type { RuleTemplate } from '../rule-template.ts';
import atMostTimes from '../templates/at-most-times.ts';
import attributeCondition from '../templates/attribute-condition.ts';
import before from '../templates/before.ts';
import caseDurationWithin from '../templates/case-duration-within.ts';
import declare from '../templates/declare.ts';
import differentPeople from '../templates/different-people.ts';
import directlyFollowedBy from '../templates/directly-followed-by.ts';
import endsWith from '../templates/ends-with.ts';
import filter from '../templates/filter.ts';
import followsModel from '../templates/follows-model.ts';
import mustContain from '../templates/must-contain.ts';
import mustNotContain from '../templates/must-not-contain.ts';
import notBoth from '../templates/not-both.ts';
import samePerson from '../templates/same-person.ts';
import startsWith from '../templates/starts-with.ts';
import withinTime from '../templates/within-time.ts';

// biome-ignore lint/suspicious/noExplicitAny: templates of any parameters and context
export const templates: readonly RuleTemplate<any, any>[] = [
  atMostTimes,
  attributeCondition,
  before,
  caseDurationWithin,
  declare,
  differentPeople,
  directlyFollowedBy,
  endsWith,
  filter,
  followsModel,
  mustContain,
  mustNotContain,
  notBoth,
  samePerson,
  startsWith,
  withinTime,
];
