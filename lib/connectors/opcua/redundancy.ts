import type { ClientPki } from './endpoint';
import type { Opcua } from './library';
import { UaSession } from './session';
import type { OpcuaConfig } from './spec';
import { ATTRIBUTE } from './attributes';

/** RedundancySupport (OPC 10000-5 §12.5), in words. */
const MODES = ['none', 'cold', 'warm', 'hot', 'transparent', 'hot and mirrored'] as const;
export type RedundancyMode = (typeof MODES)[number];

/** What a server says of those beside it. */
export interface Redundancy {
  readonly mode: RedundancyMode;
  /** Addresses of the others. */
  readonly others: readonly string[];
}

const HEALTHY = 255;
/** Of a person’s patience, and so of a failover. */
const PROBE_MS = 5000;

/** What it serves like at present; a server that does not say so serves well. */
export async function serviceLevelOf(
  { session }: Pick<UaSession, 'session'>,
  { VariableIds }: Opcua,
): Promise<number> {
  const { value, statusCode } = await session.read({
    nodeId: `i=${VariableIds.Server_ServiceLevel}`,
    attributeId: ATTRIBUTE.Value,
  });
  const level = (value as typeof value | null)?.value as unknown;
  return statusCode.isGood() && typeof level === 'number' ? level : HEALTHY;
}

/** Opens a session for no more than its ServiceLevel. */
export async function probe(
  parts: { readonly opcua: Opcua; readonly config: OpcuaConfig; readonly pki: ClientPki },
  endpoint: string,
  signal: AbortSignal,
): Promise<number> {
  const timeoutMs = Math.min(parts.config.timeoutMs, PROBE_MS);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]);
  const ua = await UaSession.open({ ...parts, config: { ...parts.config, endpoint, timeoutMs } }, limited);
  try {
    return await serviceLevelOf(ua, parts.opcua);
  } finally {
    await ua.close();
  }
}

/** Asks a server for its redundancy; one that does not tell has none. */
export async function redundancyOf(ua: UaSession, { VariableIds }: Opcua): Promise<Redundancy> {
  const [support, uris] = (
    await ua.session.read(
      [
        VariableIds.Server_ServerRedundancy_RedundancySupport,
        VariableIds.Server_ServerRedundancy_ServerUriArray,
      ].map((id) => ({ nodeId: `i=${id}`, attributeId: ATTRIBUTE.Value })),
    )
  ).map(({ value }) => (value as typeof value | null)?.value as unknown);
  const mode = MODES[Number(support)] ?? 'none';
  const wanted = Array.isArray(uris) ? (uris as unknown[]).filter((uri) => typeof uri === 'string') : [];
  if (mode === 'none' || mode === 'transparent' || wanted.length === 0) return { mode, others: [] };
  // They are named by their application; where those are, the discovery of the server tells.
  const servers = await ua.findServers().catch(() => []);
  const others = servers
    .filter(
      ({ applicationUri }) =>
        wanted.includes(applicationUri ?? '') && applicationUri !== ua.endpoint.applicationUri,
    )
    .flatMap(({ discoveryUrls }) => (discoveryUrls ?? []).find((url) => /^opc\.tcp:/i.test(url ?? '')) ?? []);
  return { mode, others };
}
