import type { Clock, Timer } from '../../core/clock';
import { messageOf } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { Meter } from '../../core/meter';
import { warningOf } from '../../security/certificates';
import type { CertificateAlarms } from './alarms';
import type { Certificates } from './certificates';

interface WatchContext {
  readonly certificates: Certificates;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Writes into the audit log what was renewed by itself; it may be away. */
  renewed(name: string): Promise<void>;
  readonly alarms?: Pick<CertificateAlarms, 'look'>;
}

/** Soon enough for a change by the command line to count; the file is small. */
const LOOK_EVERY_MS = 10_000;
/** So soon an alarm ends when somebody has renewed what it is about. */
const TELL_EVERY_MS = 60_000;
const CHECK_EVERY_MS = 60 * 60 * 1000;

/** Renews what the installation's authority issued when it is time, and warns of what ends. */
export class ExpiryWatch {
  private timers: Timer[] = [];
  private checking: Promise<void> | undefined;
  /** By certificate, so that each step is told once. */
  private readonly told = new Map<string, string>();

  constructor(private readonly use: WatchContext) {
    use.meter.gauge(
      'thermacore_certificate_first_end_seconds',
      'Time until the first of the certificates ends',
      () => this.firstEnd(),
    );
  }

  start(): void {
    if (this.timers.length > 0) return;
    const { clock, certificates } = this.use;
    this.timers = [
      clock.every(LOOK_EVERY_MS, () => void certificates.tell()),
      clock.every(TELL_EVERY_MS, () => void this.alarm()),
      clock.every(CHECK_EVERY_MS, () => void this.check()),
    ];
    void this.check();
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) timer.stop();
    this.timers = [];
    await this.checking;
  }

  /** Never rejects. */
  check(): Promise<void> {
    this.checking ??= this.lookAfter().finally(() => (this.checking = undefined));
    return this.checking;
  }

  private async lookAfter(): Promise<void> {
    const { certificates, clock, logger } = this.use;
    try {
      for (const { name, renewsAt, state, source, usedBy } of certificates.list()) {
        // Who serves with one that was revoked is refused by all that read the list.
        const isRefused = state === 'revoked' && source === 'internal' && usedBy.length > 0;
        if (isRefused || (renewsAt !== undefined && clock.now() >= Date.parse(renewsAt)))
          await this.renew(name);
      }
      for (const { name, state, validTo, usedBy } of certificates.list()) {
        if (state === 'unreadable')
          this.once(name, state, () => logger.error(`The certificate ${name} cannot be read`, { usedBy }));
        if (state === 'revoked' && usedBy.length > 0)
          this.once(name, state, () =>
            logger.error(`The certificate ${name} is revoked and in use`, { usedBy }),
          );
        if (validTo === undefined || state === 'revoked') continue;
        const days = warningOf(Date.parse(validTo), clock.now());
        if (days === undefined) continue;
        const text =
          days === 0 ? `The certificate ${name} has ended` : `The certificate ${name} ends within ${days} d`;
        this.once(name, `${validTo} ${days}`, () =>
          days <= 1 ? logger.error(text, { validTo, usedBy }) : logger.warn(text, { validTo, usedBy }),
        );
      }
    } catch (error) {
      const reason = messageOf(error);
      this.once('', reason, () => logger.error('The certificates could not be looked after', { reason }));
    }
    await this.alarm();
  }

  private async alarm(): Promise<void> {
    const { certificates, logger, alarms } = this.use;
    try {
      await alarms?.look(certificates.list());
    } catch (error) {
      const reason = messageOf(error);
      this.once('alarm', reason, () =>
        logger.warn('Certificates that end could not be made alarms', { reason }),
      );
    }
  }

  private async renew(name: string): Promise<void> {
    const { certificates, logger } = this.use;
    try {
      await certificates.renew(name);
      await this.use.renewed(name);
    } catch (error) {
      const reason = messageOf(error);
      this.once(`renew ${name}`, reason, () =>
        logger.error(`The certificate ${name} could not be renewed`, { reason }),
      );
    }
  }

  private once(what: string, mark: string, tell: () => void): void {
    if (this.told.get(what) === mark) return;
    this.told.set(what, mark);
    tell();
  }

  private firstEnd(): number | undefined {
    const { certificates, clock } = this.use;
    const ends = certificates
      .list()
      .filter(({ state }) => state !== 'revoked')
      .flatMap(({ validTo }) => (validTo ? [Date.parse(validTo)] : []));
    return ends.length > 0 ? (Math.min(...ends) - clock.now()) / 1000 : undefined;
  }
}
