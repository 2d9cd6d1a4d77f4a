import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isThermaCoreError } from '../../../lib/core/errors';
import { packageRoot } from '../../../lib/platform';
import { composeFlows, diffFlows, readTemplate, type FlowNode } from '../../../lib/platform/flows';
import { temporaryFolder } from './fixture';

/** A package with these files in it. */
function packageWith(files: Record<string, unknown>): string {
  const root = temporaryFolder();
  for (const folder of ['flows', 'dashboards/templates']) mkdirSync(join(root, folder), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

const idsOf = (nodes: readonly FlowNode[]): string[] => nodes.map(({ id }) => id);

/** What a node needs to be there. The links of a "link in" do not count: they say who may come, and nobody need. */
const targetsOf = ({ type, z, g, wires, links }: FlowNode): string[] =>
  [z, g, wires, type === 'link in' ? [] : links]
    .flat(2)
    .filter((id): id is string => typeof id === 'string' && id !== '');

describe('the flows of a new installation', () => {
  it('are the tabs in the order of their names, then the pages of the dashboards', () => {
    const root = packageWith({
      'dashboards/10-overview.json': [{ id: 'page', type: 'ui-page' }],
      'flows/20-acquisition.json': [{ id: 'second', type: 'tab' }],
      'flows/00-config.json': [
        { id: 'first', type: 'tab' },
        { id: 'node', type: 'comment', z: 'first' },
      ],
      'flows/README.md': '# not a flow',
    });
    assert.deepEqual(idsOf(composeFlows(root, true)), ['first', 'node', 'second', 'page']);
  });

  it('have the demo’s tabs with the demo only', () => {
    const root = packageWith({
      'flows/00-config.json': [{ id: 'config', type: 'tab' }],
      'flows/10-simulator-demo.json': [{ id: 'simulator', type: 'tab' }],
    });
    assert.deepEqual(idsOf(composeFlows(root, true)), ['config', 'simulator']);
    assert.deepEqual(idsOf(composeFlows(root, false)), ['config']);
  });

  it('carry the text of a template in the place of its name', () => {
    const root = packageWith({
      'dashboards/00-base.json': [
        { id: 'named', type: 'ui-template', format: '@template overview.vue' },
        { id: 'inline', type: 'ui-template', format: '<b>@template overview.vue</b>' },
      ],
      'dashboards/templates/overview.vue': '<template>$& and all</template>\n',
    });
    assert.deepEqual(
      composeFlows(root, true).map(({ format }) => format),
      ['<template>$& and all</template>\n', '<b>@template overview.vue</b>'],
    );
  });

  it('put methods that templates share where a template names them', () => {
    const root = packageWith({
      'dashboards/00-base.json': [{ id: 'page', type: 'ui-template', format: '@template users.vue' }],
      'dashboards/templates/users.vue':
        'export default {\n  methods: {\n    // @methods ask.js\n    own() {},\n  },\n};\n',
      'dashboards/templates/ask.js': '/** Why. */\nexport default {\n  ask() {\n    return "$&";\n  },\n};\n',
    });
    assert.equal(
      composeFlows(root, true)[0]?.['format'],
      'export default {\n  methods: {\n  ask() {\n    return "$&";\n  },\n    own() {},\n  },\n};\n',
    );
  });

  const damaged: readonly [what: string, files: Record<string, unknown>, named: string][] = [
    ['a flow that is cut off', { 'flows/00-config.json': '[{"id":' }, '00-config.json'],
    [
      'a template that is missing',
      { 'dashboards/00-base.json': [{ id: 'a', type: 'ui-template', format: '@template gone.vue' }] },
      'gone.vue',
    ],
    [
      'shared methods that are none',
      {
        'dashboards/00-base.json': [{ id: 'a', type: 'ui-template', format: '@template page.vue' }],
        'dashboards/templates/page.vue': '  // @methods ask.js\n',
        'dashboards/templates/ask.js': 'ask();',
      },
      'ask.js',
    ],
  ];
  for (const [what, files, named] of damaged)
    it(`say in one sentence that the package is damaged: ${what}`, () => {
      assert.throws(
        () => composeFlows(packageWith(files), true),
        (error) =>
          isThermaCoreError(error) &&
          error.message.startsWith(`The shipped flow ${named} cannot be read (`) &&
          error.advice === 'Install the package again.',
      );
    });

  for (const demo of [true, false])
    it(`that we ship hang together ${demo ? 'with' : 'without'} the demo`, () => {
      const nodes = composeFlows(packageRoot(), demo);
      const ids = new Set(idsOf(nodes));
      assert.equal(ids.size, nodes.length, 'an id stands twice');
      for (const node of nodes)
        for (const target of targetsOf(node))
          assert.ok(ids.has(target), `${node.type} ${node.id} leads to ${target}, which is not there`);
    });

  it('that we ship have every template in use', () => {
    const inUse = new Set(composeFlows(packageRoot(), true).map(({ format }) => format));
    const folder = join(packageRoot(), 'dashboards', 'templates');
    const names = readdirSync(folder);
    const texts = names.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
    for (const name of names)
      assert.ok(
        name.endsWith('.js')
          ? texts.includes(`// @methods ${name}\n`)
          : inUse.has(readTemplate(folder, name)),
        name,
      );
  });
});

describe('what a new version ships, against the user’s flows', () => {
  const mqttIn: FlowNode = {
    id: 'in',
    type: 'thermacore-mqtt-in',
    name: 'Boilers',
    topic: 'plant/#',
    x: 100,
    y: 80,
  };
  const deadband: FlowNode = {
    id: 'band',
    type: 'thermacore-deadband',
    name: '',
    rules: [{ type: 'abs', by: 1 }],
  };
  const tab: FlowNode = { id: 'tab', type: 'tab', label: '20 · Acquisition' };
  const shipped = [tab, mqttIn, deadband];

  it('is nothing after an installation, and after moving nodes about', () => {
    assert.deepEqual(diffFlows(structuredClone(shipped), shipped), []);
    assert.deepEqual(diffFlows([tab, { ...mqttIn, x: 900, y: 900, w: 1, h: 1 }, deadband], shipped), []);
    assert.deepEqual(diffFlows([deadband, mqttIn, tab], shipped), [], 'in another order');
  });

  it('does not count that the editor wrote the same settings in another order', () => {
    assert.deepEqual(diffFlows([tab, mqttIn, { ...deadband, rules: [{ by: 1, type: 'abs' }] }], shipped), []);
  });

  it('names each node that is shipped only, the user’s only, or different, and in what', () => {
    const own: FlowNode = { id: 'mine', type: 'function', name: 'Round' };
    const installed = [tab, { ...mqttIn, topic: 'plant/north/#', qos: 2 }, own];
    assert.deepEqual(diffFlows(installed, shipped), [
      { id: 'in', label: 'thermacore-mqtt-in Boilers', change: 'changed', properties: ['topic', 'qos'] },
      { id: 'band', label: 'thermacore-deadband band', change: 'added', properties: [] },
      { id: 'mine', label: 'function Round', change: 'removed', properties: [] },
    ]);
  });

  it('sees rewired outputs and settings that the user took away', () => {
    const [before, after] = [['band'], ['mine']].map((wires) => ({ ...mqttIn, wires: [wires], env: [] }));
    assert.deepEqual(diffFlows([after!], [before!])[0]?.properties, ['wires']);
    assert.deepEqual(diffFlows([mqttIn], [before!])[0]?.properties, ['wires', 'env']);
  });

  it('changes neither side', () => {
    const frozen = shipped.map((node) => Object.freeze({ ...node }));
    diffFlows(Object.freeze(frozen), Object.freeze([tab]));
  });

  it('labels a tab by its label', () => {
    assert.equal(diffFlows([], [tab])[0]?.label, 'tab 20 · Acquisition');
  });
});
