import { AuditChain, type ChainReport } from '../../security/audit-chain';
import type { Store } from '../../store';
import type { AuditAnchors } from './anchors';

/** Entries after which others have a turn. */
const BREATH = 1_000;

/** Checks a chain, also against what was noted of it outside the database. */
export async function verifyAudit(
  audit: Pick<Store['audit'], 'chain'>,
  tenant: string | null,
  anchors: AuditAnchors,
): Promise<ChainReport> {
  let chain: AuditChain | undefined;
  let read = 0;
  for await (const entry of audit.chain(tenant)) {
    chain ??= new AuditChain(entry.seq === 1 ? anchors.of(entry.hash) : []);
    chain.add(entry);
    if (++read % BREATH === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return (chain ?? new AuditChain()).report();
}
