import type { ApplicationDescription, ClientSession, OPCUAClient, UserIdentityInfo } from 'node-opcua';
import { pemOf } from '../pem';
import {
  choose,
  clientOptions,
  discover,
  nameOf,
  withClient,
  type ClientPki,
  type Endpoint,
} from './endpoint';
import { OpcuaFailure, failureOf } from './failure';
import type { Opcua } from './library';
import type { OpcuaConfig } from './spec';
import { checkServer } from './trust';

export interface SessionParts {
  readonly opcua: Opcua;
  readonly config: OpcuaConfig;
  readonly pki: ClientPki;
}

/** A session that lost its connection: what the server still keeps of it may be gone on with. */
export interface Orphan {
  readonly session: ClientSession;
}

/** An open session over an open secure channel. It ends once, and does not come back: the next one is another. */
export class UaSession {
  private lost: ((failure: OpcuaFailure) => void) | undefined;
  private ended: OpcuaFailure | undefined;

  private constructor(
    private readonly client: OPCUAClient,
    readonly session: ClientSession,
    readonly endpoint: Endpoint,
    /** The session from before the loss goes on, with its subscriptions. */
    readonly isContinued: boolean,
    /** The address that it is at. */
    readonly where: string,
  ) {
    client.on('close', (error) => this.end(error ?? new Error('BadConnectionClosed')));
    client.on('abort', () => this.end(new Error('BadConnectionClosed')));
    session.on('session_closed', (status: { name: string }) => this.end(new Error(status.name)));
  }

  /**
   * Connects, checks the server, and takes the orphan’s session over where the server still has it, or opens one.
   * Rejects with an OpcuaFailure. `signal` gives it up.
   */
  static async open(parts: SessionParts, signal: AbortSignal, orphan?: Orphan): Promise<UaSession> {
    const { opcua, config, pki } = parts;
    const where = config.endpoint;
    let client: OPCUAClient | undefined;
    try {
      const endpoint = choose(opcua, await discover(opcua, config, pki, signal), config);
      if (endpoint.policy !== 'None') await checkServer(endpoint, config, pki);
      const made = opcua.OPCUAClient.create({
        ...clientOptions(config, pki),
        securityMode: opcua.MessageSecurityMode[endpoint.mode],
        securityPolicy: opcua.SecurityPolicy[endpoint.policy],
        ...(endpoint.certificate && endpoint.policy !== 'None'
          ? { serverCertificate: endpoint.certificate }
          : {}),
      });
      client = made;
      return await withClient(made, signal, async () => {
        await made.connect(where).catch((error: unknown) => {
          throw unsecured(failureOf(error, where), endpoint);
        });
        const isContinued = orphan !== undefined && (await takeOver(made, orphan.session));
        const session = isContinued ? orphan.session : await made.createSession(identityOf(opcua, config));
        return new UaSession(made, session, endpoint, isContinued, where);
      });
    } catch (error) {
      await client?.disconnect().catch(() => undefined);
      throw failureOf(error, where);
    }
  }

  /** Called once, when the connection or the session has ended without our doing. */
  onLost(listener: (failure: OpcuaFailure) => void): void {
    this.lost = listener;
    if (this.ended) listener(this.ended);
  }

  /** Ms that the server said that it keeps the session without a word from us. */
  get timeoutMs(): number {
    return this.session.timeout;
  }

  /** The servers that it knows of, itself among them. */
  findServers(): Promise<ApplicationDescription[]> {
    return this.client.findServers();
  }

  get words(): string {
    return nameOf(this.endpoint);
  }

  /** Declares it lost, as its watch does when nothing is heard any more. */
  abandon(reason: OpcuaFailure): void {
    this.end(reason);
  }

  /** Lets go of the channel, but leaves the session to the next one. */
  async release(): Promise<void> {
    this.lost = undefined;
    await this.client.disconnect().catch(() => undefined);
  }

  /** Ends session and subscriptions on the server, then the channel. */
  async close(): Promise<void> {
    this.lost = undefined;
    await this.session.close(true).catch(() => undefined);
    await this.client.disconnect().catch(() => undefined);
  }

  private end(error: Error): void {
    if (this.ended) return;
    this.ended = failureOf(error, this.where);
    this.lost?.(this.ended);
  }
}

/**
 * The server answered a moment ago, when it was asked for its endpoints. Some say nothing when they do not trust a client’s
 * certificate, and of others the library keeps the word to itself.
 */
const unsecured = (failure: OpcuaFailure, { policy }: Endpoint): OpcuaFailure =>
  policy !== 'None' && failure.status === 'BadConnectionClosed'
    ? new OpcuaFailure(
        'the server ended the connection instead of securing it: let it trust our certificate, if it does not yet, then try again',
        failure.status,
      )
    : failure;

/** True when the server still has the session: it is ours again, over the new channel. */
async function takeOver(client: OPCUAClient, session: ClientSession): Promise<boolean> {
  try {
    await client.reactivateSession(session);
    return true;
  } catch {
    return false;
  }
}

function identityOf(opcua: Opcua, config: OpcuaConfig): UserIdentityInfo {
  const { UserTokenType } = opcua;
  switch (config.identity) {
    case 'anonymous':
      return { type: UserTokenType.Anonymous };
    case 'user':
      return {
        type: UserTokenType.UserName,
        userName: config.username ?? '',
        password: config.password ?? '',
      };
    case 'certificate':
      return {
        type: UserTokenType.Certificate,
        certificateData: derOf(pemOf(config.userCertificate ?? '', 'userCertificate').toString()),
        privateKey: pemOf(config.userKey ?? '', 'userKey').toString(),
      };
  }
}

/** The first certificate of a PEM text. */
function derOf(pem: string): Buffer {
  const found = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/.exec(pem);
  if (!found) throw new OpcuaFailure('userCertificate is no PEM certificate');
  return Buffer.from((found[1] ?? '').replace(/\s/g, ''), 'base64');
}
