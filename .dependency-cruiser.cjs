/**
 * The layers of lib/ (docs/architecture.md). A folder may import itself and what its row names; nothing else.
 * Type imports count too (tsPreCompilationDeps), so a layer cannot even know another's shape.
 */
const may = {
  core: [],
  dnp3: [],
  tenancy: ['core'],
  telemetry: ['core'],
  anomaly: ['core'],
  analytics: ['core'],
  alarms: ['core', 'tenancy'],
  security: ['core', 'tenancy'],
  control: ['core', 'tenancy', 'telemetry'],
  gateway: ['core', 'telemetry', 'connectors'],
  notifications: ['core', 'tenancy', 'alarms'],
  reports: ['core'],
  store: [
    'core',
    'tenancy',
    'telemetry',
    'control',
    'alarms',
    'anomaly',
    'notifications',
    'reports',
    'security',
  ],
  api: [
    'core',
    'tenancy',
    'telemetry',
    'anomaly',
    'analytics',
    'alarms',
    'notifications',
    'reports',
    'security',
    'gateway',
  ],
  live: ['core', 'tenancy', 'telemetry'],
  dashboard: ['core', 'tenancy', 'telemetry', 'live'],
};

const layer = (name, allowed) => ({
  name: `layer-${name}`,
  comment: `lib/${name} may import only: ${allowed.join(', ') || 'nothing'}`,
  severity: 'error',
  from: { path: `^lib/${name}/` },
  to: { path: '^(lib|nodes|bin)/', pathNot: [name, ...allowed].map((l) => `^lib/${l}/`) },
});

module.exports = {
  forbidden: [
    ...Object.entries(may).map(([name, allowed]) => layer(name, allowed)),
    {
      name: 'connectors-apart',
      comment:
        'connectors/x may import core, telemetry and connectors/*.ts; connectors/dnp3 also dnp3; never each other',
      severity: 'error',
      from: { path: '^lib/connectors/([^/]+)/' },
      to: {
        path: '^(lib|nodes|bin)/',
        pathNot: [
          '^lib/core/',
          '^lib/telemetry/',
          '^lib/connectors/[^/]+\\.ts$',
          '^lib/connectors/$1/',
          '^lib/dnp3/',
        ],
      },
    },
    {
      name: 'nodes-thin',
      comment:
        'nodes see the platform, the core and connector specs; the rest reaches them through the platform',
      severity: 'error',
      from: { path: '^nodes/' },
      to: {
        path: '^lib/',
        pathNot: [
          '^lib/platform/',
          '^lib/core/',
          '^lib/connectors/[^/]+/spec\\.ts$',
          '^lib/connectors/[^/]+\\.ts$',
        ],
      },
    },
    {
      name: 'lib-without-node-red',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^node_modules/(@node-red/|node-red)' },
    },
    {
      name: 'lib-without-nodes',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(nodes|bin|test)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^lib/', pathNot: '\\.d\\.ts$' },
      to: {},
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
