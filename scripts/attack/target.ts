import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Route } from '../../src/platform/http/route.ts';
import type { BrowserBench } from '../../tests/browser/bench.ts';
import { stockUp } from '../../tests/browser/stock.ts';
import { visitsOf } from '../../tests/browser/visits.ts';
import { AUTHORITY, FIRST } from '../../tests/example-certificates.ts';
import { type RealAppliance, realAppliance } from '../../tests/real-appliance.ts';

/** A server of its own, with TLS and a log in it, that tools may do anything to. */
export interface Target {
  readonly house: RealAppliance;
  /** `https://127.0.0.1:…` */
  readonly url: string;
  /** Of an administrator who is signed in. */
  readonly cookie: string;
  /** PEM file of the authority that signed the server's certificate. */
  readonly authority: string;
  /** Addresses of pages that stand. */
  readonly pages: readonly string[];
  /** Addresses with every parameter that their routes declare, filled in plausibly. */
  readonly queries: readonly string[];
}

const SAMPLE = resolve(import.meta.dir, '../../sample/receipt.xes.gz');

export async function openTarget(folder: string): Promise<Target> {
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const house = await realAppliance({
    ADIT__SERVER__TLS__CERT_FILE: file('server.crt', FIRST.cert),
    ADIT__SERVER__TLS__KEY_FILE: file('server.key', FIRST.key),
  });
  const admin = await house.signIn();
  const command = {
    do: 'import',
    file: SAMPLE,
    dataset: 'Receipt',
    mode: 'replace',
    mapping: null,
    timeZone: null,
  } as const;
  const { dataset } = (await house.operate(command)) as { dataset: { id: string } };
  const stock = await stockUp({ admin } as BrowserBench, dataset.id);
  const { visits } = visitsOf(house.appliance.routes, stock);
  const pages = visits.filter(({ status, again }) => status === 200 && !again);
  const addressOf = new Map(pages.map(({ name, path }) => [name, path]));
  const fill = (path: string) =>
    addressOf.get(path) ??
    path.replace(':ds', dataset.id).replace(/:(id|dataset)/, path.includes('/projects/') ? stock.project : dataset.id);
  return {
    ...{ house, url: house.url, authority: file('authority.crt', AUTHORITY), pages: pages.map(({ path }) => path) },
    cookie: [...admin.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    queries: house.appliance.routes.flatMap((route) => queryOf(route, dataset.id, fill)),
  };
}

/** One address with all parameters of a route that is read; none where it takes none. */
function queryOf(route: Route, dataset: string, fill: (path: string) => string): string[] {
  if (route.method !== 'GET' || (route.kind !== 'page' && route.kind !== 'api') || !route.query) return [];
  const path = fill(route.path);
  if (path.includes(':')) return [];
  const fields = Object.entries(route.query.properties).map(([name, schema]): [string, string] => [
    name,
    plausible(name, schema, dataset),
  ]);
  return fields.length === 0 ? [] : [`${path}?${new URLSearchParams(fields)}`];
}

function plausible(
  name: string,
  schema: { type?: string; default?: unknown; anyOf?: { const?: unknown }[] },
  dataset: string,
): string {
  if (name === 'datasetId') return dataset;
  const choice = schema.anyOf?.find((each) => 'const' in each)?.const;
  if (choice !== undefined) return String(choice);
  if (schema.type === 'integer' || schema.type === 'number') return String(schema.default ?? 1);
  if (schema.type === 'boolean') return 'true';
  return typeof schema.default === 'string' && schema.default !== '' ? schema.default : 'Confirmation';
}
