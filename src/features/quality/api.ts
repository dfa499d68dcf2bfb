import { Type } from '#sdk';
import { qualityChecks } from '../../mining/quality/settings.ts';
import { JsonText } from '../../platform/http/json-text.ts';
import { inputSchema } from '../../platform/http/openapi.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import {
  ChangeRule,
  CheckView,
  CreateRule,
  MeasuredView,
  presentMeasured,
  presentRule,
  presentSettings,
  ReportView,
  RuleView,
  SettingsContent,
  SettingsView,
} from './model.ts';
import { changeRule, changeSettings, createRule, deleteRule, getRule, getSettings, listRules } from './rules.ts';
import { getReport, listMeasured, type QualityParts } from './use-cases.ts';

const tag = 'data-designer';
const PATH = '/api/v1/data-designer/quality';
const read = 'read:analyses' as const;
const write = 'write:datasets' as const;
const OfDataset = Type.Object({ datasetId: Type.String({ description: 'The dataset' }) });
const RULE = {
  name: 'Everybody has a name',
  check: 'rule-not-null',
  params: { column: 'org:resource' },
  severity: 'error',
};

export const qualityRoutes = (parts: QualityParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/checks`, permission: read, tag },
    summary: 'The checks of data quality, and those that rules are made of.',
    response: ListOf(CheckView),
    handler: () => {
      const items = qualityChecks().map(({ id, title, summary, dimension, use, weight, zeroAt, source, params }) => ({
        ...{ id, title, summary, dimension, use, weight, zeroAt, source, params: inputSchema(params) },
      }));
      return { items, total: items.length, next: null };
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/report`, permission: read, tag },
    summary: 'The quality of what you may see of a dataset: score, checks and findings.',
    query: OfDataset,
    response: ReportView,
    handler: async ({ actor, query, signal }) => {
      const { dataset, text } = await getReport(parts, actor, query.datasetId, signal);
      return { datasetId: dataset.id, version: dataset.version!.number, report: new JsonText(text) };
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/results`, permission: read, tag },
    summary:
      'What was measured of each version of a dataset, newest first; nothing where you see only a part of the rows.',
    query: Type.Composite([OfDataset, ListQuery]),
    response: ListOf(MeasuredView),
    handler: ({ actor, query }) => {
      const list = listMeasured(parts, actor, query.datasetId, listRequest(query));
      return { ...list, items: list.items.map(presentMeasured) };
    },
  }),
  ...settingsRoutes(parts),
  ...ruleRoutes(parts),
];

const settingsRoutes = (parts: QualityParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/settings/:dataset`, permission: read, tag },
    summary: 'How the quality of a dataset is measured, where it is not as usual.',
    response: SettingsView,
    handler: ({ actor, params, reply }) => {
      const settings = getSettings(parts, actor, params.dataset!);
      reply.etag = settings.etag;
      return presentSettings(params.dataset!, settings);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/settings/:dataset`, permission: write, tag, needsIfMatch: true },
    summary:
      'Changes weights, tolerances and parameters of checks, turns them off, and says which activities are known.',
    body: SettingsContent,
    response: SettingsView,
    example: { body: { checks: { 'equal-times': { off: true } }, known: { from: 'former-version' } } },
    handler: ({ actor, params, ifMatch, body, reply }) => {
      const settings = changeSettings(parts, actor, params.dataset!, ifMatch, body);
      reply.etag = settings.etag;
      return presentSettings(params.dataset!, settings);
    },
  }),
];

const ruleRoutes = (parts: QualityParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/rules`, permission: read, tag },
    summary: 'The rules of data quality of a dataset.',
    query: OfDataset,
    response: ListOf(RuleView),
    handler: ({ actor, query }) => {
      const items = listRules(parts, actor, query.datasetId).map(presentRule);
      return { items, total: items.length, next: null };
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/rules`, permission: write, tag },
    summary: 'Keeps a rule of data quality; it is checked at each load from now on.',
    body: CreateRule,
    response: RuleView,
    success: 'created',
    example: { body: { datasetId: '0199a3c2-7d10-7000-8000-000000000003', ...RULE } },
    handler: ({ actor, body, reply }) => {
      const rule = createRule(parts, actor, body);
      reply.etag = rule.etag;
      reply.location = `${PATH}/rules/${rule.id}`;
      return presentRule(rule);
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/rules/:qualityRule`, permission: read, tag },
    summary: 'One rule of data quality.',
    response: RuleView,
    handler: ({ actor, params, reply }) => {
      const rule = getRule(parts, actor, params.qualityRule!);
      reply.etag = rule.etag;
      return presentRule(rule);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/rules/:qualityRule`, permission: write, tag, needsIfMatch: true },
    summary: 'Changes a rule of data quality, or turns it on or off.',
    body: ChangeRule,
    response: RuleView,
    example: { body: { ...RULE, enabled: false } },
    handler: ({ actor, params, ifMatch, body, reply }) => {
      const rule = changeRule(parts, actor, params.qualityRule!, ifMatch, body);
      reply.etag = rule.etag;
      return presentRule(rule);
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/rules/:qualityRule`, permission: write, tag, needsIfMatch: true },
    summary: 'Deletes a rule of data quality.',
    handler: ({ actor, params, ifMatch }) => {
      deleteRule(parts, actor, params.qualityRule!, ifMatch);
      return undefined;
    },
  }),
];
