import { join } from 'node:path';
import { z } from 'zod';
import type { Anchor } from '../../security/audit-chain';
import type { AuditHead } from '../../tenancy/audit';
import { readIfPresent, writePrivateFile } from '../state-folder';

/** Days that are kept of a chain. */
const MOST_DAYS = 400;

const Place = z.object({ seq: z.int(), hash: z.string(), at: z.string() });
const Chains = z.record(
  z.string(),
  z.object({ tenant: z.string().nullable(), days: z.record(z.string(), Place) }),
);
type Chains = z.output<typeof Chains>;

/**
 * Where the chains of the audit log stood at the end of each day, in a file beside the database: who can rewrite the
 * database alone cannot rewrite the past. A chain is known by the hash of its first entry, so that another database under
 * the same state folder is another chain.
 */
export class AuditAnchors {
  private readonly file: string;

  constructor(home: string) {
    this.file = join(home, 'audit-anchors.json');
  }

  /** `now` in epoch ms. */
  note(heads: readonly AuditHead[], now: number): void {
    const at = new Date(now).toISOString();
    const chains = this.read();
    let isNew = false;
    for (const { tenant, seq, hash, first } of heads) {
      const chain = (chains[first] ??= { tenant, days: {} });
      const newest = Object.values(chain.days).at(-1);
      // Nothing was written since; or less is there than was, which is for a check to tell and not for us to forget.
      if (newest && newest.seq >= seq) continue;
      chain.days[at.slice(0, 10)] = { seq, hash, at };
      const days = Object.entries(chain.days);
      chain.days = Object.fromEntries(days.slice(-MOST_DAYS));
      isNew = true;
    }
    if (isNew) writePrivateFile(this.file, JSON.stringify(chains, null, 1));
  }

  /** Those of the tenant's chain that begins with this entry. */
  of(first: string): readonly Anchor[] {
    return Object.values(this.read()[first]?.days ?? {});
  }

  private read(): Chains {
    const text = readIfPresent(this.file);
    return text === undefined ? {} : Chains.parse(JSON.parse(text));
  }
}
