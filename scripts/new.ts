/**
 * `npm run new node <name>`: a new node that loads, shows in the palette and passes the layout check. Writes one
 * folder, one example, one test and one line in package.json; everything in it is to be edited.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..');
const [kind, name] = process.argv.slice(2);

if (kind !== 'node' || !name || !/^[a-z][a-z0-9-]{1,30}$/.test(name)) {
  console.error('Usage: npm run new node <name>     (name: lower-case letters, digits and "-")');
  process.exit(2);
}
if (existsSync(join(root, 'nodes', name))) {
  console.error(`nodes/${name} exists already.`);
  process.exit(1);
}

const type = `thermacore-${name}`;
const id = (): string => randomBytes(8).toString('hex');

const source = `import { z } from 'zod';
import { defineNode } from '../_kit/register';
import { readingsOf } from '../_kit/message';

const config = z.object({
  name: z.string().default('').describe('Label in the editor'),
});

export = defineNode({
  name: '${name}',
  config,
  create({ status }) {
    status.set('ok', 'ready');
    return {
      input(message, send) {
        readingsOf(message);
        send(message);
      },
    };
  },
});
`;

const form = `<script type="text/html" data-template-name="${type}">
    <div class="form-row">
        <label for="node-input-name"><i class="fa fa-tag"></i> <span data-i18n="${name}.label.name"></span></label>
        <input type="text" id="node-input-name">
    </div>
</script>
<script type="text/javascript">
    RED.nodes.registerType('${type}', {
        category: 'ThermaCore',
        color: '#c9d3d9',
        defaults: { name: { value: '' } },
        inputs: 1,
        outputs: 1,
        icon: '${name}.svg',
        label() { return this.name || '${name}'; },
        labelStyle() { return this.name ? 'node_label_italic' : ''; },
        paletteLabel: '${name}',
    });
</script>
`;

const help = `Say in one sentence what the node does.

### Inputs
: payload (Reading[]) : readings from any field node.

### Outputs
: payload (Reading[]) : the same readings.
`;

const icon = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="60" viewBox="0 0 40 60"><path fill="#fff" d="M8 30h24v4H8z"/></svg>\n`;

const tab = id();
const sample = id();
const example = [
  { id: tab, type: 'tab', label: name, disabled: false, info: `How to use ${name}.` },
  { id: sample, type: 'inject', z: tab, name: 'a reading', props: [{ p: 'payload' }], payload: '[]', payloadType: 'json', repeat: '', once: false, x: 140, y: 80, wires: [['@node']] },
  { id: '@node', type, z: tab, name: '', x: 340, y: 80, wires: [['@debug']] },
  { id: '@debug', type: 'debug', z: tab, name: 'out', active: true, complete: 'payload', x: 520, y: 80, wires: [] },
]; // prettier-ignore
const exampleText = JSON.stringify(example, null, 2).replaceAll('@node', id()).replaceAll('@debug', id());

const test = `import assert from 'node:assert/strict';
import { runFlow } from '../support/node-red';
import node = require('../../nodes/${name}/${name}');

describe('${type}', () => {
  it('passes readings on', async () => {
    const flow = await runFlow(node, [{ id: 'n', type: '${type}', wires: [['out']] }]);
    flow.send('n', { payload: [] });
    assert.deepEqual((await flow.next('out')).payload, []);
  });
});
`;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(`wrote ${path}`);
}

write(`nodes/${name}/${name}.ts`, source);
write(`nodes/${name}/${name}.html`, form);
write(`nodes/${name}/${name}.md`, help);
write(
  `nodes/${name}/locales/en-US/${name}.json`,
  `${JSON.stringify({ [name]: { label: { name: 'Name' } } }, null, 2)}\n`,
);
write(`nodes/${name}/icons/${name}.svg`, icon);
write(`examples/${name}.json`, `${exampleText}\n`);
write(`test/nodes/${name}.test.ts`, test);

const file = join(root, 'package.json');
const manifest = JSON.parse(readFileSync(file, 'utf8')) as { 'node-red': { nodes: Record<string, string> } };
manifest['node-red'].nodes[type] = `dist/nodes/${name}/${name}.js`;
writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
console.log(`Listed ${type} in package.json. Next: npm run build && npm run check:layout`);
