import { sealedFor } from '../core/sealed';
import type { SecretBox } from '../security/secret-box';
import type { SealedSecrets } from '../store/devices/device-rows';

/** What the secrets are of. */
type Owner = 'device' | 'notificationTarget';

/** Seals the secrets of devices before they reach the store, and opens them for who runs or judges a device. */
export class DeviceSecrets {
  constructor(
    private readonly box: () => SecretBox,
    private readonly owner: Owner = 'device',
  ) {}

  /** Those that are an empty text are none. */
  seal(tenant: string, device: string, secrets: Readonly<Record<string, string>>): SealedSecrets {
    const given = Object.entries(secrets).filter(([, value]) => value !== '');
    return Object.fromEntries(
      given.map(([name, value]) => [name, this.box().seal(value, this.contextOf(tenant, device, name))]),
    );
  }

  /** Throws a ThermaCoreError where one of them was sealed for another device, or with another key. */
  open(tenant: string, device: string, secrets: SealedSecrets): Record<string, string> {
    return Object.fromEntries(
      Object.entries(secrets).map(([name, sealed]) => [
        name,
        this.box().open(sealed, this.contextOf(tenant, device, name)),
      ]),
    );
  }

  /** What is there after a change: replaces those it names, and removes those it gives as an empty text. */
  merge(
    tenant: string,
    device: string,
    before: SealedSecrets,
    change: Readonly<Record<string, string>>,
  ): SealedSecrets {
    const kept = Object.entries(before).filter(([name]) => change[name] === undefined);
    return { ...Object.fromEntries(kept), ...this.seal(tenant, device, change) };
  }

  /** So that a secret that was copied to another device does not open there. */
  private contextOf(tenant: string, device: string, name: string): string {
    return sealedFor[this.owner](tenant, device, name);
  }
}
