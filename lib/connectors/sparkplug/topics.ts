/** Sparkplug 3.0 §4.1. */
export const NAMESPACE = 'spBv1.0';

export const EDGE_MESSAGES = [
  'NBIRTH',
  'NDEATH',
  'NDATA',
  'NCMD',
  'DBIRTH',
  'DDEATH',
  'DDATA',
  'DCMD',
] as const;
export type EdgeMessage = (typeof EDGE_MESSAGES)[number];

export interface EdgeTopic {
  readonly type: EdgeMessage;
  readonly group: string;
  readonly node: string;
  readonly device?: string;
}

const TYPES = new Set<string>(EDGE_MESSAGES);
const MAX_ID_LENGTH = 256;

/** §4.1.1: any text that MQTT does not treat specially. */
export const isId = (text: unknown): text is string =>
  typeof text === 'string' && text.length <= MAX_ID_LENGTH && /^[^/+#\0]+$/.test(text);

/** The parts of a topic of an edge node, or undefined: a message for a device names it, one for a node does not. */
export function parseEdgeTopic(topic: string): EdgeTopic | undefined {
  const [namespace, group = '', type = '', node = '', device, ...more] = topic.split('/');
  if (namespace !== NAMESPACE || more.length > 0 || !TYPES.has(type)) return undefined;
  if (!isId(group) || !isId(node)) return undefined;
  if (type.startsWith('D') !== (device !== undefined) || (device !== undefined && !isId(device)))
    return undefined;
  return { type: type as EdgeMessage, group, node, ...(device === undefined ? {} : { device }) };
}

export const edgeTopic = ({ type, group, node, device }: EdgeTopic): string =>
  [NAMESPACE, group, type, node, ...(device === undefined ? [] : [device])].join('/');

/** §4.2: where a host application says whether it is there. */
export const stateTopic = (host: string): string => `${NAMESPACE}/STATE/${host}`;

export interface HostState {
  readonly online: boolean;
  /** Epoch ms. */
  readonly timestamp: number;
}

export const encodeState = ({ online, timestamp }: HostState): string =>
  JSON.stringify({ online, timestamp });

/** §6.4.28. Undefined for what says nothing of the kind; the texts of Sparkplug 2 have no time and count as of now. */
export function parseState(payload: Uint8Array, now: number): HostState | undefined {
  const text = Buffer.from(payload.subarray(0, 1024)).toString('utf8');
  if (text === 'ONLINE' || text === 'OFFLINE') return { online: text === 'ONLINE', timestamp: now };
  try {
    const said = JSON.parse(text) as Partial<HostState> | null;
    if (typeof said?.online !== 'boolean' || !Number.isSafeInteger(said.timestamp)) return undefined;
    return { online: said.online, timestamp: Number(said.timestamp) };
  } catch {
    return undefined;
  }
}

/** A message to be published. */
export interface Publish {
  readonly topic: string;
  readonly payload: Buffer | string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}
