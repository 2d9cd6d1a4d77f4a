import { messageOf } from '../../core/errors';
import type { ConnectionTest } from '../connector';
import type { ClientPki } from './endpoint';
import { adviceOf, failureOf } from './failure';
import { loadOpcua } from './library';
import { UaSession } from './session';
import type { OpcuaConfig } from './spec';
import { ATTRIBUTE } from './attributes';

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
    return { ok: true, answer: `${name || 'The server'} at ${config.endpoint} answers: ${ua.words}.` };
  } catch (error) {
    return {
      ok: true,
      answer: `A session is open, but the server does not say what it is: ${messageOf(error)}.`,
    };
  } finally {
    await ua.close();
  }
}
