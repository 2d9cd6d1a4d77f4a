import { createHash } from 'node:crypto';
import type { ChainedEntry } from '../tenancy/audit';

/** A place of the chain that was noted elsewhere than in the database. */
export interface Anchor {
  readonly seq: number;
  /** Hexadecimal. */
  readonly hash: string;
  /** ISO 8601, when it was noted. */
  readonly at: string;
}

export interface ChainReport {
  /** True when nothing is wrong. */
  readonly intact: boolean;
  /** Entries that were checked. */
  readonly entries: number;
  /** Those from which a name was erased, by an entry that says so. */
  readonly erased: number;
  /** Notes of the chain that were found as they stand in it. */
  readonly anchors: number;
  /** Where the chain ends. */
  readonly head?: { readonly seq: number; readonly hash: string };
  /** The first place at which it is broken. */
  readonly broken?: { readonly seq: number; readonly reason: string };
}

/** The action of the entry that accounts for names taken out of others. */
export const ERASURE = 'audit:erase';

/**
 * Checks a chain of the audit log, entry after entry, by arithmetic of its own: the database wrote the hashes
 * (migration 0050), this recomputes them. What it cannot see by itself is that the *end* of a chain was cut off; that is
 * what anchors are for, places of the chain that were noted outside the database.
 */
export class AuditChain {
  private before: ChainedEntry | undefined;
  private broken: ChainReport['broken'];
  /** Entries that hold something else than was written, with what they hold; an erasure has to account for each. */
  private readonly changed = new Map<number, string>();
  private readonly accounted = new Map<number, string>();
  private readonly anchors: ReadonlyMap<number, Anchor>;
  private found = 0;

  constructor(anchors: readonly Anchor[] = []) {
    this.anchors = new Map(anchors.map((anchor) => [anchor.seq, anchor]));
  }

  /** The entries of one chain in the order of `seq`, from the first. */
  add(entry: ChainedEntry): void {
    this.broken ??= this.faultOf(entry);
    this.before = entry;
    if (entry.action === ERASURE) this.account(entry);
  }

  report(): ChainReport {
    const { before } = this;
    const head = before && { seq: before.seq, hash: before.hash };
    const broken = this.broken ?? this.unaccounted() ?? this.cutOff();
    return {
      intact: broken === undefined,
      entries: before?.seq ?? 0,
      erased: this.changed.size,
      anchors: this.found,
      ...(head ? { head } : {}),
      ...(broken ? { broken } : {}),
    };
  }

  private faultOf(entry: ChainedEntry): ChainReport['broken'] {
    const { seq } = entry;
    const expected = (this.before?.seq ?? 0) + 1;
    if (seq !== expected)
      return {
        seq: expected,
        reason: seq > expected ? 'This entry is missing.' : 'This entry is there twice.',
      };
    if (hashOf(entry, this.before?.hash) !== entry.hash)
      return { seq, reason: 'This entry is not the one that was written, or the one before it was changed.' };
    if (entry.salt === null) this.changed.set(seq, contentOf(entry, ''));
    else if (contentOf(entry, entry.salt) !== entry.content)
      return { seq, reason: 'Actor, target, address or detail of this entry were changed.' };
    const anchor = this.anchors.get(seq);
    if (!anchor) return undefined;
    if (anchor.hash !== entry.hash)
      return { seq, reason: `This entry is another than the one that was noted on ${anchor.at}.` };
    this.found++;
    return undefined;
  }

  private account({ detail }: ChainedEntry): void {
    const { entries } = JSON.parse(detail ?? '{}') as { entries?: unknown };
    if (!Array.isArray(entries)) return;
    for (const pair of entries as unknown[])
      if (Array.isArray(pair) && typeof pair[0] === 'number' && typeof pair[1] === 'string')
        this.accounted.set(pair[0], pair[1]);
  }

  private unaccounted(): ChainReport['broken'] {
    for (const [seq, content] of this.changed)
      if (this.accounted.get(seq) !== content)
        return { seq, reason: 'This entry was changed, and no erasure accounts for what it holds now.' };
    return undefined;
  }

  private cutOff(): ChainReport['broken'] {
    const end = this.before?.seq ?? 0;
    const beyond = [...this.anchors.values()].filter(({ seq }) => seq > end).sort((a, b) => a.seq - b.seq);
    const last = beyond.at(-1);
    if (!last) return undefined;
    return {
      seq: end + 1,
      reason: `The chain ends here, but on ${last.at} it had ${last.seq} entries: its end was cut off.`,
    };
  }
}

const part = (text: string | null): string => (text === null ? '-' : `${Buffer.byteLength(text)}:${text}`);

const sha256 = (hex: string, text: string): string =>
  createHash('sha256').update(hex, 'hex').update(text).digest('hex');

const contentOf = ({ actor, target, from, detail }: ChainedEntry, salt: string): string =>
  sha256(salt, part(actor) + part(target) + part(from) + part(detail));

const hashOf = (entry: ChainedEntry, before = ''): string => {
  const { chain, seq, at, action, outcome, content } = entry;
  return sha256(before, `${chain}|${seq}|${at}|${part(action)}${part(outcome)}${content}`);
};
