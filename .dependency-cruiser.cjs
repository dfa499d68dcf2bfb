/**
 * The nine arrows of the house (src/README.md), plus what follows from its picture. Type-only imports count.
 * `scripts/rooms.ts` runs this and insists that modules were seen; tests/architecture sees every rule fail once.
 */
const test = '\\.test\\.ts$';
const outer = '^(src/[^/]+[.]ts$|src/cli/|scripts/|tests/|plugins/)';
const sqlDriver = ['^bun:sqlite$', 'node_modules/@duckdb/', '^src/platform/db/', '^src/engine/duckdb/'];
const http = ['^(node:)?https?$', 'node_modules/elysia/', 'node_modules/@elysiajs/', '^src/platform/http/'];
const templates = ['node_modules/eta/', '[.]eta$', '^views/'];

module.exports = {
  forbidden: [
    {
      name: '1-sdk-imports-typebox-only',
      severity: 'error',
      from: { path: '^src/sdk/', pathNot: test },
      to: { pathNot: '^src/sdk/|node_modules/@sinclair/typebox/' },
    },
    {
      name: '2-mining-imports-mining-and-sdk',
      severity: 'error',
      from: { path: '^src/mining/', pathNot: test },
      to: { pathNot: '^src/(mining|sdk)/' },
    },
    {
      name: '2-mining-imports-mining-and-sdk (tests)',
      severity: 'error',
      from: { path: '^src/(mining|sdk)/.*[.]test[.]ts$' },
      to: { path: '^src/', pathNot: '^src/(mining|sdk)/' },
    },
    {
      name: '3-plugins-import-sdk-and-packages',
      severity: 'error',
      from: { path: '^plugins/' },
      to: { path: '^(src|scripts|views|public)/', pathNot: '^src/sdk/' },
    },
    {
      name: '4-engine-never-imports-features',
      severity: 'error',
      from: { path: '^src/engine/' },
      to: { path: '^src/features/' },
    },
    {
      name: '5-platform-imports-sdk-only',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/(engine|mining|features)/' },
    },
    {
      name: '6-use-cases-know-no-http-templates-or-sql-driver',
      severity: 'error',
      from: { path: '^src/features/[^/]+/use-cases[./]', pathNot: test },
      to: { path: [...http, ...templates, ...sqlDriver, '^src/features/[^/]+/store[.][a-z]+[.]ts$'] },
    },
    {
      name: '7-api-and-pages-reach-storage-by-use-cases',
      severity: 'error',
      from: { path: '^src/features/[^/]+/(api|pages)[./]', pathNot: test },
      to: { path: [...sqlDriver, '^src/features/[^/]+/store[./]'] },
    },
    {
      name: '8-features-meet-at-index',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/[^/]+/', pathNot: '^src/features/($1/|[^/]+/index\\.ts$)' },
    },
    { name: '9-no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'towards-the-middle',
      severity: 'error',
      from: { path: '^src/(sdk|mining|engine|platform|features)/', pathNot: test },
      to: { path: outer },
    },
    {
      name: 'nothing-from-tests-or-scripts-ships',
      severity: 'error',
      from: { path: '^(src|plugins)/', pathNot: test },
      to: { path: '^(tests|scripts)/' },
    },
    {
      name: 'no-development-dependency-ships',
      severity: 'error',
      from: { path: '^(src|plugins)/', pathNot: test },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'imports-resolve', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^bun(:|$)' } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.tools)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['bun', 'import', 'types', 'default'] },
  },
};
