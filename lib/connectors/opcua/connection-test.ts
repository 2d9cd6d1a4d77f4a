import { messageOf } from '../../core/errors';
import type { ConnectionTest } from '../connector';
import type { ClientPki } from './endpoint';
import { adviceOf, failureOf } from './failure';
import { loadOpcua } from './library';
import { differences, inWords } from './granted';
import { servicesOf } from './services';
import { UaSession } from './session';
import { subscribe } from './subscribe';
import type { OpcuaConfig } from './spec';
import { ATTRIBUTE } from './attributes';

/** Of a server’s own clock, which every server has. */
const CURRENT_TIME = 2258;

/** What it would serve otherwise than it is asked for, in words; tried with one item. */
async function grantedOf(ua: UaSession, config: OpcuaConfig): Promise<string> {
  const opcua = await loadOpcua();
  const services = servicesOf(ua.session);
  const subscription = await subscribe(ua, config);
  const { samplingIntervalMs: samplingInterval, queueSize } = config;
  const { results } = await services.createMonitoredItems({
    subscriptionId: subscription.id,
    timestampsToReturn: opcua.TimestampsToReturn.Both,
    itemsToCreate: [
      {
        itemToMonitor: { nodeId: `i=${CURRENT_TIME}`, attributeId: ATTRIBUTE.Value },
        monitoringMode: opcua.MonitoringMode.Reporting,
        requestedParameters: { clientHandle: 1, samplingInterval, queueSize, discardOldest: true },
      },
    ],
  });
  await services.deleteSubscriptions({ subscriptionIds: [subscription.id] });
  const [result] = results ?? [];
  const granted = result?.statusCode.isGood()
    ? { samplingIntervalMs: result.revisedSamplingInterval, queueSize: result.revisedQueueSize }
    : undefined;
  const tag = { point: { samplingIntervalMs: undefined, queueSize: undefined }, granted };
  return inWords(differences({ config, sessionTimeoutMs: ua.timeoutMs, subscription, tags: [tag] }));
}

/** A person waits: within ten seconds, whatever the form says. */
const LONGEST_MS = 8000;

/** Opens a session as the connector would, and asks the server what it is. */
export async function testConnection(
  config: OpcuaConfig,
  pki: () => Promise<ClientPki>,
): Promise<ConnectionTest> {
  const timeoutMs = Math.min(config.timeoutMs, LONGEST_MS / 2);
  let ua: UaSession;
  try {
    const parts = { opcua: await loadOpcua(), config: { ...config, timeoutMs }, pki: await pki() };
    ua = await UaSession.open(parts, AbortSignal.timeout(LONGEST_MS));
  } catch (error) {
    const failure = failureOf(error, config.endpoint);
    return {
      ok: false,
      answer: [`No session: ${failure.message}.`, adviceOf(failure)].filter(Boolean).join(' '),
    };
  }
  try {
    const { VariableIds } = await loadOpcua();
    const values = await ua.session.read(
      [
        VariableIds.Server_ServerStatus_BuildInfo_ManufacturerName,
        VariableIds.Server_ServerStatus_BuildInfo_ProductName,
        VariableIds.Server_ServerStatus_BuildInfo_SoftwareVersion,
      ].map((id) => ({ nodeId: `i=${id}`, attributeId: ATTRIBUTE.Value })),
    );
    const name = values
      .map(({ value }) => (value as typeof value | null)?.value as unknown)
      .filter((part) => typeof part === 'string' && part.trim() !== '')
      .join(' ');
    const granted = await grantedOf(ua, config).catch(() => '');
    const otherwise = granted === '' ? '' : ` It grants ${granted}.`;
    return {
      ok: true,
      answer: `${name || 'The server'} at ${config.endpoint} answers: ${ua.words}.${otherwise}`,
    };
  } catch (error) {
    return {
      ok: true,
      answer: `A session is open, but the server does not say what it is: ${messageOf(error)}.`,
    };
  } finally {
    await ua.close();
  }
}
