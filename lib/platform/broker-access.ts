import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startBroker, type BrokerIdentity, type EmbeddedBroker } from '../connectors/mqtt';
import type { Clock } from '../core/clock';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import { isThermaCoreError, messageOf } from '../core/errors';
import { hostNames } from '../core/host-names';
import { isApiKey, may, type AuthService, type Principal } from '../tenancy';
import { DEMO_TENANTS } from './first-start';
import { HTTPS_CERTIFICATE, ensureServerCertificate } from './certificates/https';
import type { Certificates } from './certificates/certificates';
import type { IdentityLease } from './certificates/in-use';
import { serverTls } from './certificates/server-tls';
import type { Intrusion } from './intrusion';
import type { BrokerAccess } from './platform';
import type { Settings } from './settings';

interface BrokerContext {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  auth(): Promise<AuthService>;
  /** Whether nobody of a tenant may come in now. */
  suspended(tenant: string): boolean;
  certificates(): Certificates;
  /** Left out: nobody is watched or kept out. */
  readonly intrusion?: Pick<Intrusion, 'door' | 'report' | 'blocks'>;
  /** Password of the demo's device accounts; undefined without the demo. */
  demoPassword(): string | undefined;
}

/** By which the manager keeps a certificate for the broker alone. */
const MQTT_CERTIFICATE = 'mqtt';
const OWN_PREFIX = 'thermacore:';

/**
 * The embedded broker of the installation, and who may log in to it: the platform's own connections (a secret of this
 * process per tenant), the demo's device accounts, and users with the rights that the permissions table gives them.
 */
export class BrokerHouse {
  private running: Promise<EmbeddedBroker> | undefined;
  private readonly secrets = new Map<string, string>();
  private release: (() => void) | undefined;

  constructor(private readonly context: BrokerContext) {}

  /** Starts it on the first call. Rejects with one sentence, e.g. when the port is taken. */
  start(): Promise<EmbeddedBroker> {
    this.running ??= this.begin();
    this.running.catch(() => (this.running = undefined));
    return this.running;
  }

  private async begin(): Promise<EmbeddedBroker> {
    const { settings, clock, logger, meter, intrusion } = this.context;
    const lease = settings.tls.mqttPort === undefined ? undefined : await this.leaseCertificate();
    try {
      const broker = await startBroker({
        host: '127.0.0.1',
        port: settings.ports.mqtt,
        ...(lease && settings.tls.mqttPort !== undefined
          ? { secure: { host: settings.host, port: settings.tls.mqttPort, tls: serverTls(lease.identity) } }
          : {}),
        folder: join(settings.home, 'broker'),
        authenticate: (username, password, from, client) => this.admit(username, password, from, client),
        ...(intrusion ? { door: intrusion.door('mqtt') } : {}),
        clock,
        logger,
        meter,
      });
      this.release = () => lease?.release();
      return broker;
    } catch (error) {
      lease?.release();
      throw error;
    }
  }

  /** The one that people reach the installation by, unless there is one of its own. */
  private async leaseCertificate(): Promise<IdentityLease> {
    const { settings } = this.context;
    const kept = this.context.certificates();
    const name = kept.has(MQTT_CERTIFICATE) ? MQTT_CERTIFICATE : HTTPS_CERTIFICATE;
    if (name === HTTPS_CERTIFICATE)
      await ensureServerCertificate({ settings, certificates: kept, hostNames });
    return kept.use(name, 'MQTT', (next) => {
      const take = this.running?.then((broker) => broker.setSecureContext(serverTls(next)));
      take?.catch((error: unknown) =>
        this.context.logger.error('The MQTT broker could not take over a certificate, the old one stays', {
          reason: messageOf(error),
        }),
      );
    });
  }

  async access(tenant: string): Promise<BrokerAccess> {
    const { port } = await this.start();
    let password = this.secrets.get(tenant);
    if (!password) this.secrets.set(tenant, (password = randomBytes(24).toString('base64url')));
    return { url: `mqtt://127.0.0.1:${port}`, username: `${OWN_PREFIX}${tenant}`, password };
  }

  /** Closes the connections of a tenant; devices and users that are suspended do not come in again. */
  async disconnect(tenant: string): Promise<void> {
    (await this.running?.catch(() => undefined))?.disconnect(tenant);
  }

  /** Removes accounts and messages of an erased tenant. Gives how many there were. */
  async forget(tenant: string): Promise<number> {
    const had = this.secrets.delete(tenant) ? 1 : 0;
    const broker = await this.running?.catch(() => undefined);
    return had + ((await broker?.forget(tenant)) ?? 0);
  }

  async stop(): Promise<void> {
    const broker = await this.running?.catch(() => undefined);
    this.running = undefined;
    await broker?.stop();
    this.release?.();
  }

  /** The login, unless the client is kept out; the watch over the doors is told of it. */
  private async admit(
    username: string,
    password: string,
    from: string | undefined,
    client = '',
  ): Promise<BrokerIdentity | undefined> {
    const identity = await this.authenticate(username, password, from);
    const { intrusion } = this.context;
    // The platform's own connections are no clients.
    if (!intrusion || username.startsWith(OWN_PREFIX)) return identity;
    const tenant = identity?.tenant ?? null;
    const about = {
      tenant,
      account: username,
      protocol: 'mqtt',
      ...(from ? { address: from } : {}),
    } as const;
    // Of users the login tells itself; the demo's device accounts are none.
    if (!identity && DEMO_TENANTS.some(({ key }) => key === username))
      intrusion.report({ ...about, kind: 'login', outcome: 'refused' });
    const { list } = intrusion.blocks;
    const isKeptOut = (): boolean =>
      [list.client(client, tenant), list.account(username, tenant), list.address(from)].some(Boolean);
    if (!identity || isKeptOut()) return undefined;
    intrusion.report({ ...about, kind: 'client', outcome: 'ok', detail: client });
    // Who is kept out later must not stay because he was in before.
    const stands = async (): Promise<boolean> => !isKeptOut() && ((await identity.stands?.()) ?? true);
    return { ...identity, stands };
  }

  private async authenticate(
    username: string,
    password: string,
    from?: string,
  ): Promise<BrokerIdentity | undefined> {
    if (username.startsWith(OWN_PREFIX)) {
      const tenant = username.slice(OWN_PREFIX.length);
      return this.secrets.get(tenant) === password ? { tenant, mayPublish: true } : undefined;
    }
    const demoPassword = this.context.demoPassword();
    const device = DEMO_TENANTS.find(({ key }) => key === username);
    if (device && demoPassword !== undefined)
      return password === demoPassword && !this.context.suspended(device.key)
        ? { tenant: device.key, mayPublish: true }
        : undefined;
    const auth = await this.context.auth();
    const isKey = isApiKey(password);
    const identity = placeOf(
      isKey
        ? await keyHolder(auth, username, password)
        : await auth.check({ username, password, ...(from ? { from } : {}) }),
    );
    if (!identity) return undefined;
    const stands = async (): Promise<boolean> => {
      const now = placeOf(isKey ? await keyHolder(auth, username, password) : await auth.lookUp(username));
      return now?.tenant === identity.tenant && now.mayPublish === identity.mayPublish;
    };
    return { ...identity, stands };
  }
}

/** Topics are the tenant's: a user who is limited to units would hear the others. */
function placeOf(principal: Principal | undefined): BrokerIdentity | undefined {
  if (!principal?.tenant || principal.units || !may(principal, 'live:subscribe')) return undefined;
  return { tenant: principal.tenant, mayPublish: may(principal, 'reading:publish') };
}

/** An API key in the place of a password. The name must be its owner's, so that the broker's log tells whose it is. */
async function keyHolder(auth: AuthService, username: string, key: string): Promise<Principal | undefined> {
  try {
    const { principal } = await auth.verify(key);
    // Topics are allowed by tenant: a key that is limited to units has no place here.
    const fits = principal.username.toLowerCase() === username.toLowerCase() && principal.units === undefined;
    return fits ? principal : undefined;
  } catch (error) {
    if (isThermaCoreError(error) && error.code === 'unauthenticated') return undefined;
    throw error;
  }
}
