import { z } from 'zod';

/** How what was tried ended: done, not allowed, or gone wrong. */
export const AUDIT_OUTCOMES = ['ok', 'refused', 'failed'] as const;

/** One entry of the audit log, as it is shown. */
export const AuditRecord = z
  .object({
    seq: z.int().min(1).describe('Place in the chain of its tenant; nothing is ever left out'),
    at: z.iso.datetime().describe('When it was written'),
    actor: z
      .string()
      .describe('User name, `flow` for a flow without a user, or the pseudonym of a person who was erased'),
    action: z.string().describe('`object:verb`, such as `session:login` or `unit:delete`'),
    target: z.string().optional().describe('What it was done to'),
    outcome: z.enum(AUDIT_OUTCOMES),
    from: z.string().optional().describe('Address of the client'),
    detail: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('What was before and after, and what else matters'),
    erased: z.literal(true).optional().describe('A name was taken out of this entry later'),
    hash: z.string().describe('SHA-256 of this entry with the hash of the one before, hexadecimal'),
  })
  .meta({ id: 'AuditRecord' });
export type AuditRecord = z.output<typeof AuditRecord>;

/** What of the log is asked for. */
export interface AuditFilter {
  /** Epoch ms, inclusive. */
  readonly from?: number | undefined;
  /** Epoch ms, exclusive. */
  readonly to?: number | undefined;
  readonly actor?: string | undefined;
  /** The whole action, or its object with a colon at the end: `session:`. */
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  readonly outcome?: (typeof AUDIT_OUTCOMES)[number] | undefined;
}

/** Where a chain ends. `tenant` null: the chain of what belongs to no tenant. */
export interface AuditHead {
  readonly tenant: string | null;
  readonly seq: number;
  readonly hash: string;
  /** Hash of its first entry, by which a chain is known. */
  readonly first: string;
}

/** An entry with all that its hash is made of. */
export interface ChainedEntry {
  /** Number of the tenant; 0 for the chain of none. */
  readonly chain: number;
  readonly seq: number;
  /** Microseconds since 1970: more than a Date holds. */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly target: string | null;
  readonly outcome: string;
  readonly from: string | null;
  /** JSON, spelled as the database does. */
  readonly detail: string | null;
  readonly erased: boolean;
  /** Hexadecimal, as the two below; null once a name was erased. */
  readonly salt: string | null;
  readonly content: string;
  readonly hash: string;
}
