import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ThermaCoreError, messageOf } from '../core/errors';

/** One entry of a Node-RED flow file. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** `"format": "@template overview.vue"` stands for the text of dashboards/templates/overview.vue. */
const TEMPLATE = /^@template ([\w.-]+)$/;
/** Where methods of dashboards/templates/*.js stand in a page's script, since a ui-template cannot import (ADR 38). */
const SHARED = /^ *\/\/ @methods ([\w.-]+)$/gm;
const [EXPORTED, END] = ['export default {\n', '};'] as const;

function readShipped<T>(file: string, parse: (text: string) => T): T {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ThermaCoreError(
      'configuration',
      `The shipped flow ${basename(file)} cannot be read (${messageOf(error)}).`,
      {
        advice: 'Install the package again.',
        cause: error,
      },
    );
  }
}

const readFlow = (file: string): FlowNode[] => readShipped(file, (text) => JSON.parse(text) as FlowNode[]);

const jsonFiles = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));

/** The text of a template, with the methods that it shares with others in their place. */
export function readTemplate(folder: string, name: string): string {
  const shared = (file: string): string =>
    readShipped(join(folder, file), (text) => {
      const [begin, end] = [text.indexOf(EXPORTED), text.lastIndexOf(END)];
      if (begin < 0 || end < begin) throw new Error('it exports no methods');
      return text.slice(begin + EXPORTED.length, end).trimEnd();
    });
  return readShipped(join(folder, name), String).replace(SHARED, (_line, file: string) => shared(file));
}

function withTemplates(node: FlowNode, folder: string): FlowNode {
  const match = typeof node['format'] === 'string' ? TEMPLATE.exec(node['format']) : null;
  return match?.[1] ? { ...node, format: readTemplate(folder, match[1]) } : node;
}

/**
 * The flows of a new installation: every tab of `flows/` and page of `dashboards/`, in the order of their names.
 * Files named `*-demo.json` belong to the demo tenants and are left out without it.
 */
export function composeFlows(packageRoot: string, demo: boolean): FlowNode[] {
  const files = [...jsonFiles(join(packageRoot, 'flows')), ...jsonFiles(join(packageRoot, 'dashboards'))];
  return files
    .filter((file) => demo || !file.endsWith('-demo.json'))
    .flatMap(readFlow)
    .map((node) => withTemplates(node, join(packageRoot, 'dashboards', 'templates')));
}

export interface FlowDifference {
  readonly id: string;
  readonly label: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Names of the properties that differ. */
  readonly properties: readonly string[];
}

/** What `shipped` has that `installed` has not, the reverse, and what differs; positions on the canvas don't count. */
export function diffFlows(installed: readonly FlowNode[], shipped: readonly FlowNode[]): FlowDifference[] {
  const labelOf = ({ type, id, name, label }: FlowNode): string => {
    const named = [name, label].find((text) => typeof text === 'string' && text !== '') as string | undefined;
    return `${type} ${named ?? id}`;
  };
  const mine = new Map(installed.map((node) => [node.id, node]));
  const theirs = new Map(shipped.map((node) => [node.id, node]));
  const differences: FlowDifference[] = [];
  for (const [id, node] of theirs) {
    const own = mine.get(id);
    if (!own) {
      differences.push({ id, label: labelOf(node), change: 'added', properties: [] });
      continue;
    }
    const names = new Set([...Object.keys(node), ...Object.keys(own)]);
    const properties = [...names].filter(
      (name) => !['x', 'y', 'w', 'h'].includes(name) && !isDeepStrictEqual(node[name], own[name]),
    );
    if (properties.length > 0) differences.push({ id, label: labelOf(node), change: 'changed', properties });
  }
  for (const [id, node] of mine)
    if (!theirs.has(id)) differences.push({ id, label: labelOf(node), change: 'removed', properties: [] });
  return differences;
}
