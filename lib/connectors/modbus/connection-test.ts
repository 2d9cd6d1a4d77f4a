import type { ConnectionTest } from '../connector';
import { socketFault } from '../socket-fault';
import type { HeldCertificate, NamedCertificates } from '../named-certificate';
import { heldByModbus } from './buses';
import { failureOf } from './failure';
import { ModbusLink, type Identification } from './link';
import type { ModbusConfig } from './spec';

/** A person waits: within ten seconds, whatever the form says. */
const LONGEST_MS = 4000;

/** Connects, and asks who is there; a device that does not say (many do not) still answers with an exception. */
export async function testConnection(
  config: ModbusConfig,
  certificates?: NamedCertificates,
): Promise<ConnectionTest> {
  const { host, port, unitId } = config;
  const where = `${host}:${port}`;
  const timeoutMs = Math.min(config.timeoutMs, LONGEST_MS);
  let link: ModbusLink;
  let held: HeldCertificate | undefined;
  try {
    held = heldByModbus(config, certificates);
    link = await ModbusLink.open({ ...config, timeoutMs }, AbortSignal.timeout(LONGEST_MS), held);
  } catch (error) {
    return { ok: false, answer: `No connection: ${socketFault(error, where)}.` };
  } finally {
    held?.release();
  }
  try {
    if (config.broadcast) return { ok: true, answer: `Connected to ${where}, to send broadcasts.` };
    return { ok: true, answer: await introduction(link, config, where, timeoutMs) };
  } catch (error) {
    const { message } = failureOf(error);
    return { ok: false, answer: `Connected to ${where}, but unit ${unitId} does not answer: ${message}.` };
  } finally {
    link.close();
  }
}

async function introduction(
  link: ModbusLink,
  { unitId }: ModbusConfig,
  where: string,
  timeoutMs: number,
): Promise<string> {
  try {
    return `Unit ${unitId} at ${where} answers: ${named(await link.identify(unitId, timeoutMs))}.`;
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind === 'exception' && !failure.isAway)
      return `Unit ${unitId} at ${where} answers; it does not say what it is.`;
  }
  // Some simple devices stay silent on functions they do not know.
  try {
    await link.read(unitId, 'holding', 0, 1, timeoutMs);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind !== 'exception' || failure.isAway) throw failure;
  }
  return `Unit ${unitId} at ${where} answers; it does not say what it is.`;
}

/** Vendor name, product code, revision (6.21 of the specification). */
const named = (said: Identification): string =>
  [said[0], said[1], said[2]].filter((part) => part?.trim()).join(' ') || 'it has no name';
