import { Elysia } from 'elysia';
import { PERMISSIONS } from '../access/permissions.ts';
import { pathWithin } from './base-path.ts';
import { handleRequest, refuseUnrouted } from './handle-request.ts';
import type { Exchange, ServerParts } from './http-parts.ts';
import { originReader } from './origin.ts';
import type { Route } from './route.ts';

/**
 * The server, not yet listening: `app.handle(new Request('http://localhost/…'))` answers as production does. Elysia routes; the way of
 * a request (who, may they, what) is `handleRequest`, because a body must not be looked at before its sender is known.
 * Building fails when a route says nothing of who may call it, or when two claim one address.
 */
export function buildServer(parts: ServerParts) {
  checkRoutes(parts.routes);
  const { basePath } = parts.settings;
  const originOf = originReader(parts.settings, parts.newId);
  const pathOf = ({ url }: Request) => pathWithin(new URL(url).pathname, basePath) ?? '';
  const app = new Elysia({ normalize: false, strictPath: true });
  const exchangeOf = (request: Request, params: Record<string, string>): Exchange => ({
    request,
    path: pathOf(request),
    params,
    parts,
    origin: originOf(request, app.server?.requestIP(request)?.address ?? null),
    untimed: (on) => app.server?.timeout(request, on ? 0 : parts.settings.idleTimeoutS),
  });
  // Bun hands TRACE to handlers; nothing here takes it.
  app.onRequest(({ request }) =>
    request.method === 'TRACE' || request.method === 'CONNECT'
      ? refuseUnrouted(exchangeOf(request, {}), [])
      : undefined,
  );
  for (const route of parts.routes) {
    const methods = route.method === 'GET' ? ['GET', 'HEAD'] : [route.method];
    const once = route.kind === 'page' && route.once === true;
    for (const address of addressesOf(route, basePath)) {
      // Elysia skips the first letters of an address, and takes the path for shorter than it is where the host has a short name.
      const meant = patternOf(address);
      const handler = ({ request, params }: { request: Request; params: Record<string, string> }) => {
        const exchange = exchangeOf(request, params);
        if (!meant.test(new URL(request.url).pathname)) return refuseUnrouted(exchange, []);
        return once && request.method === 'HEAD'
          ? refuseUnrouted(exchange, [route.method])
          : handleRequest(route, exchange);
      };
      for (const method of methods) app.route(method, address, handler, { parse: 'none' });
    }
  }
  const allowedAt = methodsByPath(parts.routes);
  app.onError(({ request, error, code }) => {
    if (code !== 'NOT_FOUND') parts.log.error('http.defect', { error: String((error as Error).stack ?? error) });
    return refuseUnrouted(exchangeOf(request, {}), allowedAt(pathOf(request)));
  });
  return app;
}

export type Server = ReturnType<typeof buildServer>;

/** Where a route is reached. Probes also stand at the root: whoever asks them asks this server, not the host that it shares. */
function addressesOf({ kind, path }: Route, basePath: string): string[] {
  if (basePath === '') return [path];
  const below = path === '/' ? [basePath, `${basePath}/`] : [basePath + path];
  return kind === 'probe' ? [...below, path] : below;
}

/** Every mistake in the table is found at the start, not by a caller. */
function checkRoutes(routes: readonly Route[]): void {
  const seen = new Set<string>();
  for (const route of routes) {
    const name = `${route.method} ${route.path}`;
    const permission: string | undefined = route.permission;
    if (permission !== 'public' && !(permission && Object.hasOwn(PERMISSIONS, permission)))
      throw new Error(`${name} does not declare a permission of platform/access/permissions.ts (or 'public').`);
    if (seen.has(name)) throw new Error(`${name} is declared twice.`);
    seen.add(name);
  }
}

function methodsByPath(routes: readonly Route[]): (path: string) => string[] {
  const patterns = routes.map((route) => ({ method: route.method, pattern: patternOf(route.path) }));
  return (path) => [...new Set(patterns.filter((p) => p.pattern.test(path)).map((p) => p.method))];
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+')}$`);
