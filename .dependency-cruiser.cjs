/** The shape of the project (ARCHITECTURE.md), held by a tool: who may import whom. */
const only = (name, from, allowed, comment) => ({
  name, severity: 'error', comment,
  from: { path: `^src/${from}/` },
  to: { path: '^src/', pathNot: [`^src/${from}/`, ...allowed.map((a) => `^src/${a}`)] },
});
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'core-no-package', severity: 'error', comment: 'core imports nothing: no package, no node module', from: { path: '^src/core/' }, to: { pathNot: '^src/core/' } },
    only('app-imports-core', 'app', ['core/'], 'app knows core and its own ports'),
    only('contract-is-a-leaf', 'contract', ['core/'], 'schemas and their types'),
    only('adapters-know-ports', 'adapters', ['core/', 'app/'], 'an adapter imports core and the ports'),
    { name: 'adapters-apart', severity: 'error', comment: 'an adapter never imports another', from: { path: '^src/adapters/([^/]+)/' }, to: { path: '^src/adapters/', pathNot: '^src/adapters/$1/' } },
    only('http-layer', 'http', ['app/', 'core/', 'contract/'], 'thin routes'),
    only('desk-layer', 'desk', ['app/', 'core/', 'contract/'], 'the gateway for agents and supervisors'),
    only('console-is-a-browser', 'console', ['contract/'], 'the page knows only the contract'),
    { name: 'console-areas-apart', severity: 'error', comment: 'an area of the page knows what is shared, not another area; the shell joins them', from: { path: '^src/console/(desk|bridge|compliance|library|reports)/' }, to: { path: '^src/console/', pathNot: ['^src/console/$1/', '^src/console/shared/', '^src/console/softphone/'] } },
    { name: 'console-softphone-knows-shared', severity: 'error', comment: 'the telephone of the page, behind shared/phone.ts', from: { path: '^src/console/softphone/' }, to: { path: '^src/console/', pathNot: ['^src/console/softphone/', '^src/console/shared/'] } },
    { name: 'console-shared-is-below', severity: 'error', comment: 'what is shared knows no area and not the shell', from: { path: '^src/console/shared/' }, to: { path: '^src/console/', pathNot: '^src/console/shared/' } },
    only('sim-layer', 'sim', ['app/', 'core/', 'contract/'], 'the simulator drives production core and app'),
    { name: 'config-has-one-reader', severity: 'error', from: { path: '^src/', pathNot: ['^src/main\\.ts$', '^src/cli/', '^src/config', '^src/boot/'] }, to: { path: '^src/config' } },
  ],
  options: { doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' }, enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] } },
};
