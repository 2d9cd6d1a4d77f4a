import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openPki, type OpcuaPki } from '../connectors/opcua/pki';
import type { Clock } from '../core/clock';
import type { Logger } from '../core/logger';
import { readIfPresent, writePrivateFile } from './state-folder';

interface Context {
  readonly home: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

const FILE = 'installation-id';

/** Made once: other systems trust the OPC UA application by it, so it outlives host names and certificates. */
function installationId(home: string): string {
  const path = join(home, FILE);
  const present = readIfPresent(path)?.trim();
  if (present) return present;
  const id = randomUUID();
  writePrivateFile(path, `${id}\n`);
  return id;
}

/** The installation's OPC UA certificates, opened by the first who needs them. */
export class OpcuaPkiHouse {
  private opened: Promise<OpcuaPki> | undefined;

  constructor(private readonly context: Context) {}

  open(): Promise<OpcuaPki> {
    this.opened ??= this.begin();
    // Such as a full disk: the next who asks tries again.
    this.opened.catch(() => (this.opened = undefined));
    return this.opened;
  }

  async stop(): Promise<void> {
    const pki = await this.opened?.catch(() => undefined);
    this.opened = undefined;
    await pki?.close();
  }

  private async begin(): Promise<OpcuaPki> {
    const { home, clock, logger } = this.context;
    return openPki({
      folder: join(home, 'opcua'),
      applicationUri: `urn:thermacore:${installationId(home)}`,
      clock,
      logger,
    });
  }
}
