import type {
  BrowsePage,
  BrowseQuestion,
  BrowsedNode,
  NodeDescription,
  NodeFault,
  NodeWanted,
} from '../../core/browse';
import { ThermaCoreError, messageOf } from '../../core/errors';
import type { Measurement } from '../../dnp3/measurement';
import { heldByDnp3, type Dnp3Channels } from './channels';
import { present, type Visit } from './connection-test';
import { KINDS, KIND_FACTS, OUTPUTS, type Kind } from './kinds';
import { judge } from './quality';
import type { Dnp3Config } from './spec';
import { valueOf } from './values';

/** What was found is shown again for so long: a tree is opened level by level. */
const KEPT_MS = 60_000;
/** Devices whose points are kept. */
const MOST_KEPT = 20;
const MAX_TEXT = 200;

interface Kept {
  readonly points: Promise<readonly Measurement[]>;
  readonly until: number;
}

/**
 * The points that an outstation has, as a tree: kinds, and below each its points. DNP3 has no names (but device attributes,
 * which few outstations fill), so a point is named by its kind and index.
 */
export class PointTrees {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly channels: Dnp3Channels) {}

  async browse(config: Dnp3Config, context: Visit, question: BrowseQuestion): Promise<BrowsePage> {
    const { nodeId, cursor, limit } = question;
    const points = await this.points(config, context);
    const nodes = nodeId === undefined ? kindsOf(points) : pointsOf(points, nodeId);
    const from = cursorOf(cursor);
    const items = nodes.slice(from, from + limit);
    return from + limit < nodes.length ? { items, nextCursor: String(from + limit) } : { items };
  }

  async describe(
    config: Dnp3Config,
    context: Visit,
    nodes: readonly NodeWanted[],
  ): Promise<(NodeDescription | NodeFault)[]> {
    const points = new Map((await this.points(config, context)).map((one) => [idOf(one), one]));
    return nodes.map(({ nodeId }) => {
      const point = points.get(nodeId);
      return point ? described(point) : { nodeId, fault: 'is no point that the outstation has' };
    });
  }

  forget(): void {
    this.kept.clear();
  }

  private async points(config: Dnp3Config, context: Visit): Promise<readonly Measurement[]> {
    // What is kept is not for who may not name its certificate.
    heldByDnp3(config, context.certificates);
    const key = JSON.stringify(config);
    const now = context.clock.monotonic();
    for (const [old, { until }] of this.kept) if (until <= now) this.kept.delete(old);
    let kept = this.kept.get(key);
    if (!kept) {
      if (this.kept.size >= MOST_KEPT) this.kept.delete([...this.kept.keys()][0] as string);
      const points = present(config, context, this.channels).then((found) => found.points);
      kept = { points, until: now + KEPT_MS };
      this.kept.set(key, kept);
    }
    try {
      return await kept.points;
    } catch (error) {
      this.kept.delete(key);
      throw new ThermaCoreError(
        'unavailable',
        `Outstation ${config.remoteAddress} at ${config.host}:${config.port} does not answer: ${messageOf(error)}.`,
        { advice: 'Check the address and the device, and try again.', cause: error },
      );
    }
  }
}

/** By which a point is named, e.g. `analog-input/3`. */
const idOf = ({ type, index }: Measurement): string => `${type}/${index}`;

function kindsOf(points: readonly Measurement[]): BrowsedNode[] {
  const present = new Set(points.map(({ type }) => type));
  return KINDS.filter((kind) => present.has(kind)).map((kind) => ({
    nodeId: kind,
    browseName: kind,
    displayName: `${capital(KIND_FACTS[kind].name)}s`,
    nodeClass: 'object' as const,
    hasChildren: true,
  }));
}

function pointsOf(points: readonly Measurement[], nodeId: string): BrowsedNode[] {
  const kind = KINDS.find((one) => one === nodeId);
  // A point has nothing below it.
  if (!kind && points.some((point) => idOf(point) === nodeId)) return [];
  if (!kind)
    throw new ThermaCoreError('invalid', `nodeId: the outstation has no ${nodeId}.`, {
      field: 'nodeId',
      advice: `Give one of ${KINDS.join(', ')}, or leave it out.`,
    });
  return points
    .filter(({ type }) => type === kind)
    .sort((a, b) => a.index - b.index)
    .map((point) => ({
      nodeId: idOf(point),
      browseName: String(point.index),
      displayName: titleOf(point),
      nodeClass: 'variable' as const,
      hasChildren: false,
      dataType: typeOf(kind),
      valueRank: -1,
      readable: true,
      writable: OUTPUTS.has(kind),
      value: shown(point),
      ...qualityOf(point),
    }));
}

const titleOf = ({ type, index }: Measurement): string => `${capital(KIND_FACTS[type].name)} ${index}`;

function typeOf(kind: Kind): NodeDescription['type'] {
  switch (KIND_FACTS[kind].value) {
    case 'state':
      return 'boolean';
    case 'text':
      return 'text';
    default:
      return 'number';
  }
}

/** In words; nothing where the flags say only that the point is online. */
function qualityOf({ type, flags: octet }: Measurement): Pick<BrowsedNode, 'quality'> {
  const { quality, flags = [] } = judge(type, octet);
  return quality === 'good' && flags.length === 0 ? {} : { quality: [quality, ...flags].join(', ') };
}

function shown(point: Measurement): string {
  const coded = { kind: point.type, scale: 1, offset: 0, doubleBit: 'number', stateNames: '' } as const;
  return String(valueOf(coded, point) ?? '').slice(0, MAX_TEXT);
}

function described(point: Measurement): NodeDescription {
  const { type: kind, index } = point;
  const { value } = KIND_FACTS[kind];
  const type = typeOf(kind);
  const quantity = value === 'number' ? (kind.endsWith('counter') ? 'count' : 'other') : 'state';
  return {
    nodeId: idOf(point),
    name: titleOf(point),
    type,
    quantity,
    uom: '',
    decimals: value === 'number' && quantity === 'other' ? 2 : 0,
    settings: { kind, index },
  };
}

function cursorOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw new ThermaCoreError('invalid', 'cursor: is not one of an answer before.', {
    field: 'cursor',
    advice: 'Begin anew without a cursor.',
  });
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
