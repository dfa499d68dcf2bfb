import { Type } from '#sdk';
import { ruleTemplates } from '../../mining/rules/rule.ts';
import { inputSchema } from '../../platform/http/openapi.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { ChangeRule, CreateRule, presentRule, RuleTemplateView, RuleView } from './model.ts';
import { READ_RULES } from './policy.ts';
import { changeRule, createRule, deleteRule, getRule, listRules, type RuleParts } from './use-cases.ts';

const tag = 'conformance';
const PATH = '/api/v1/analysis/conformance/rules';
const Query = Type.Composite([
  Type.Object({ projectId: Type.String({ description: 'The project whose rules are listed' }) }),
  ListQuery,
]);
const EXAMPLE = {
  ...{ name: 'Check before payment', template: 'before', params: { activity: 'Check', other: 'Pay invoice' } },
  ...{ severity: 'error', group: 'Four eyes', weight: 2 },
};

export const ruleRoutes = (parts: RuleParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission: READ_RULES, tag },
    summary: 'The conformance rules of a project, in their order.',
    query: Query,
    response: ListOf(RuleView),
    handler: ({ actor, query }) => {
      const list = listRules(parts, actor, query.projectId, listRequest(query));
      return { ...list, items: list.items.map(presentRule) };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, permission: 'write:rules', tag },
    summary: 'Keeps a conformance rule: a template with its parameters.',
    body: CreateRule,
    response: RuleView,
    success: 'created',
    example: { body: { projectId: '0199a3c2-7d10-7000-8000-000000000002', ...EXAMPLE } },
    handler: ({ actor, body, reply }) => {
      const rule = createRule(parts, actor, body);
      reply.etag = rule.etag;
      reply.location = `${PATH}/${rule.id}`;
      return presentRule(rule);
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/templates`, permission: READ_RULES, tag },
    summary: 'The templates of rules, with their parameters and what counts as a violation.',
    response: ListOf(RuleTemplateView),
    handler: () => {
      const items = ruleTemplates().map(({ id, title, summary, params, meaning, examples }) => ({
        ...{ id, title, summary, params: inputSchema(params), meaning: { ...meaning }, examples: [...examples] },
      }));
      return { items, total: items.length, next: null };
    },
  }),
  ...itemRoutes(parts),
];

const itemRoutes = (parts: RuleParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, permission: READ_RULES, tag },
    summary: 'One conformance rule.',
    response: RuleView,
    handler: ({ actor, params, reply }) => {
      const rule = getRule(parts, actor, params.id!);
      reply.etag = rule.etag;
      return presentRule(rule);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id`, permission: 'write:rules', tag, needsIfMatch: true },
    summary: 'Changes a conformance rule, enables or disables it, or gives it another place.',
    body: ChangeRule,
    response: RuleView,
    example: { body: { ...EXAMPLE, enabled: false } },
    handler: ({ actor, params, ifMatch, body, reply }) => {
      const rule = changeRule(parts, actor, params.id!, ifMatch, body);
      reply.etag = rule.etag;
      return presentRule(rule);
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, permission: 'write:rules', tag, needsIfMatch: true },
    summary: 'Deletes a conformance rule.',
    handler: ({ actor, params, ifMatch }) => {
      deleteRule(parts, actor, params.id!, ifMatch);
      return undefined;
    },
  }),
];
