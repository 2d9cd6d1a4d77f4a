/**
 * Lints every shipped flow and example: ids, wires, configuration references, known node types, documented tabs,
 * room between nodes, and one visible entrance for every operation of the API that a flow serves.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const faults: string[] = [];

interface FlowNode {
  id: string;
  type: string;
  z?: string;
  x?: number;
  y?: number;
  wires?: string[][];
  [property: string]: unknown;
}

const ID = /^[0-9a-f]{16}$/;
const MIN_ROW = 30;
const registered = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  'node-red': { nodes: Record<string, string> };
};
const OURS = new Set(Object.keys(registered['node-red'].nodes));
const CORE = new Set(['tab', 'group', 'comment', 'link in', 'link out', 'link call', 'debug', 'inject', 'catch', 'status',
  'complete', 'switch', 'change', 'function', 'delay', 'split', 'join', 'file', 'junction', 'subflow', 'global-config']); // prettier-ignore
const DASHBOARD = /^ui-(base|page|group|theme|template|event|control|text|button)$/;
/** Properties that name another node. */
const REFERENCES = ['database', 'tenant', 'security', 'broker', 'bus', 'group', 'page', 'ui', 'theme'];

const nameOf = ({ name, label }: FlowNode): string =>
  [name, label].find((text): text is string => typeof text === 'string') ?? '';

function lint(file: string, nodes: FlowNode[], known: Map<string, FlowNode>): void {
  const fault = (node: FlowNode, what: string): void =>
    void faults.push(`${file}: ${node.type} "${nameOf(node)}" (${node.id}) ${what}`);

  for (const node of nodes) {
    if (!ID.test(node.id)) fault(node, 'has an id that is not 16 hex digits');
    if (!OURS.has(node.type) && !CORE.has(node.type) && !DASHBOARD.test(node.type))
      fault(node, 'is of an unknown type');
    if (node.type === 'tab' && !node['info']) fault(node, 'is a tab without a description');
    if (node.type === 'function' && !node['name']) fault(node, 'is a function without a name');
    for (const target of node.wires?.flat() ?? []) {
      const other = known.get(target);
      if (!other) fault(node, `is wired to ${target}, which does not exist`);
      else if (other.z !== node.z) fault(node, `is wired to ${target} on another tab`);
    }
    for (const name of REFERENCES) {
      const id = node[name];
      if (typeof id === 'string' && ID.test(id) && !known.has(id))
        fault(node, `refers by "${name}" to ${id}, which does not exist`);
    }
    for (const link of (node.type.startsWith('link ')
      ? (node['links'] as string[] | undefined)
      : undefined) ?? [])
      if (!known.has(link)) fault(node, `links to ${link}, which does not exist`);
  }
  const placed = nodes.filter(
    (node) => node.x !== undefined && node.y !== undefined && node.type !== 'group',
  );
  for (const [i, a] of placed.entries())
    for (const b of placed.slice(i + 1))
      if (
        a.z === b.z &&
        Math.abs((a.x ?? 0) - (b.x ?? 0)) < 100 &&
        Math.abs((a.y ?? 0) - (b.y ?? 0)) < MIN_ROW
      )
        fault(a, `lies on top of ${b.id}`);
}

const read = (file: string): FlowNode[] => JSON.parse(readFileSync(join(root, file), 'utf8')) as FlowNode[];

const shipped = [
  ...globSync('flows/*.json', { cwd: root }),
  ...globSync('dashboards/*.json', { cwd: root }),
].sort();
const examples = globSync('examples/*.json', { cwd: root }).sort();

/** An example is imported beside the shipped flows and other examples: an id is one node's everywhere. */
const homes = new Map<string, string>();
for (const file of [...shipped, ...examples])
  for (const { id } of read(file)) {
    const home = homes.get(id);
    if (home !== undefined) faults.push(`${file}: the id ${id} is used twice, also in ${home}`);
    homes.set(id, file);
  }

const byId = (nodes: readonly FlowNode[]): Map<string, FlowNode> =>
  new Map(nodes.map((node) => [node.id, node]));
const all = byId(shipped.flatMap(read));
for (const file of shipped) lint(file, read(file), all);
for (const file of examples) lint(file, read(file), byId(read(file)));

const operations = [...all.values()]
  .filter((node) => node.type === 'thermacore-api-in')
  .map((node) => node['operation']);
for (const operation of operations)
  if (operations.indexOf(operation) !== operations.lastIndexOf(operation))
    faults.push(`the operation ${String(operation)} is served twice`);

if (faults.length > 0) {
  console.error([...new Set(faults)].join('\n'));
  process.exit(1);
}
console.log(`Flows: ${shipped.length} files and ${examples.length} examples are sound.`);
