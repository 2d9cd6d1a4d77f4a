import type { Clock, Timer } from '../core/clock';
import { messageOf } from '../core/errors';
import { Gate } from '../core/gate';
import type { Logger } from '../core/logger';
import { requirePerson } from './api-keys';
import { authorise } from './authorise';
import type { ListedKey, SigningKeys } from './keys';
import type { AuditEntry } from './ports';
import type { Principal } from './principal';

interface RotationDependencies {
  readonly keys: SigningKeys;
  audit(entry: AuditEntry, from?: string): Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Soon enough for a rotation by the command line to count; the file is small. */
const CHECK_EVERY_MS = 10_000;
const MAX_WAITING = 10;

/** Rotates the signing keys: by itself when one is due, and for who asks. */
export class KeyRotation {
  private timer: Timer | undefined;
  private failed: string | undefined;
  private checking: Promise<void> | undefined;
  /** Two that rotate at once would each forget the other's key. */
  private readonly gate = new Gate(1, MAX_WAITING, 'The signing keys are being changed.');

  constructor(private readonly use: RotationDependencies) {}

  start(): void {
    this.timer ??= this.use.clock.every(CHECK_EVERY_MS, () => void this.check());
  }

  stop(): void {
    this.timer?.stop();
    this.timer = undefined;
  }

  /** How old the key is that signs now, in seconds: more than 90 days means that the rotation does not get through. */
  get ageSeconds(): number {
    return (this.use.clock.now() - (this.use.keys.list[0]?.createdAt ?? 0)) / 1000;
  }

  list(principal: Principal): readonly ListedKey[] {
    authorise(principal, 'signing-key:read');
    return this.use.keys.list;
  }

  /** Signs with a new key from now on; tokens of the old one stay valid until they expire. */
  async rotate(principal: Principal, from?: string): Promise<readonly ListedKey[]> {
    requirePerson(principal);
    authorise(principal, 'signing-key:rotate');
    await this.gate.run(() => this.use.keys.rotate(this.use.clock.now()));
    await this.note(principal.username, from);
    return this.use.keys.list;
  }

  /** Takes over a rotation of another process, and rotates when it is time. Never rejects. */
  check(): Promise<void> {
    this.checking ??= this.lookAfter().finally(() => (this.checking = undefined));
    return this.checking;
  }

  private async lookAfter(): Promise<void> {
    try {
      const rotated = await this.gate.run(async () => {
        await this.use.keys.reload();
        return this.use.keys.rotateIfDue(this.use.clock.now());
      });
      if (rotated) await this.note('platform');
      this.failed = undefined;
    } catch (error) {
      const reason = messageOf(error);
      // Once for each reason, not each time.
      if (reason !== this.failed)
        this.use.logger.error('The signing keys could not be looked after', { reason });
      this.failed = reason;
    }
  }

  private note(actor: string, from?: string): Promise<void> {
    const target = this.use.keys.signing.kid;
    return this.use.audit({ tenant: null, actor, action: 'signing-key:rotate', target, outcome: 'ok' }, from);
  }
}
