import type { Page } from '../../core/plant';
import type { BlockKind, Severity } from './detector';

/** Something that somebody should look at. */
export interface Incident {
  readonly id: string;
  /** Null: of the installation. */
  readonly tenant: string | null;
  /** Row of the table of detectors. */
  readonly detector: string;
  readonly severity: Severity;
  readonly title: string;
  readonly summary: string;
  readonly advice: string;
  readonly account?: string;
  readonly address?: string;
  readonly protocol: string;
  /** What was done about it by itself. */
  readonly done?: string;
  /** Who has seen it. */
  readonly acknowledgedBy?: string;
  /** Events, or values, since it began. */
  readonly count: number;
  /** Epoch ms. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface IncidentFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly detector?: string | undefined;
  /** Epoch ms, inclusive. */
  readonly from?: number | undefined;
}

export interface IncidentRepository {
  /** Adds it, or takes over what has changed of one with this id. */
  keep(incident: Incident): Promise<void>;
  /** Newest first. */
  list(tenant: string | null, filter: IncidentFilter): Promise<Page<Incident>>;
  /** Of all tenants and the installation, for who goes on with them after a start. */
  since(at: number, limit: number): Promise<readonly Incident[]>;
}

/** Who is kept out until when. */
export interface Block {
  readonly id: string;
  /** Whose it is; null: the installation's, and it holds everywhere. */
  readonly tenant: string | null;
  readonly kind: BlockKind;
  /** An IP address or network, a user name, an MQTT client id. */
  readonly value: string;
  readonly reason: string;
  readonly createdBy: string;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface BlockRepository {
  /** Instead of one on the same value of the same tenant. Rejects `conflict` when there are as many as there may be. */
  put(block: Block, most: number): Promise<void>;
  list(tenant: string | null): Promise<readonly Block[]>;
  /** All that hold at `now`, of all tenants. */
  all(now: number): Promise<readonly Block[]>;
  /** Rejects `not-found`. */
  remove(tenant: string | null, id: string): Promise<Block>;
}
