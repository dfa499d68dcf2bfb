/** What the fake directory uses of ldapjs, which brings no types. */
declare module 'ldapjs' {
  interface Control {
    readonly type: string;
    readonly value: { size: number; cookie: Buffer };
  }
  interface Dn {
    toString(): string;
  }
  interface Response {
    addControl(control: unknown): void;
    send(entry: { dn: string; attributes: Record<string, unknown> }): void;
    end(code?: number): void;
    attributes: readonly string[];
  }
  interface BindRequest {
    readonly dn: Dn;
    readonly credentials: string;
    readonly connection: { destroy(): void };
  }
  interface SearchRequest {
    readonly dn: Dn;
    readonly scope: string | number;
    readonly filter: { matches(attributes: object): boolean; toString(): string };
    readonly attributes: readonly string[];
    readonly controls: readonly Control[];
    readonly connection: { destroy(): void };
  }
  interface Server {
    bind(dn: string, handle: (request: BindRequest, response: Response, next: () => void) => void): void;
    search(dn: string, handle: (request: SearchRequest, response: Response, next: () => void) => void): void;
    listen(port: number, host: string, done: () => void): void;
    address(): { port: number };
    close(done: () => void): void;
    on(event: string, listener: () => void): void;
  }
  class PagedResultsControl {
    constructor(options: { value: { size: number; cookie: Buffer } });
  }
  function createServer(): Server;
  const ldap: { createServer: typeof createServer; PagedResultsControl: typeof PagedResultsControl };
  export default ldap;
}
