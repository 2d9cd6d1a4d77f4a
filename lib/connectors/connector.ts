import type { z } from 'zod';
import type { BrowsePage, BrowseQuestion, NodeDescription, NodeFault, NodeWanted } from '../core/browse';
import type { Clock } from '../core/clock';
import type { FieldCommand, FieldOutcome } from '../core/field-command';
import type { FieldValue } from '../core/field-value';
import type { ConditionSource } from '../core/foreign-condition';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { Reading, Rejection, RejectionReason } from '../core/reading';
import type { NamedCertificates } from './named-certificate';

/**
 * The contract of every field protocol (test/contract/ holds each connector to it).
 *
 * A ConnectorSpec is data: its schemas validate, give the types, the editor's option table and the docs. `create`
 * opens nothing; `start` may be called twice and makes one connection; after `stop` has resolved nothing comes.
 */
export interface ConnectorSpec<C extends z.ZodType, P extends z.ZodType> {
  readonly protocol: string;
  readonly title: string;
  /** Every field described, with its unit and default. */
  readonly config: C;
  readonly point: P;
  readonly capabilities: readonly Capability[];
  /** Fields of `config` that are passwords or keys: the registry keeps them encrypted and never answers them. */
  readonly secrets?: readonly string[];
  /** Fields of `config` that only a flow may set: the registry, which tenants write, refuses them. */
  readonly ofFlows?: readonly string[];
  /** Fields of `config` that tell one device from another of its type: they stay with it when a template is made of it. */
  readonly identity?: readonly string[];
  /** Tries the connection and answers a person: within 10 s, never throws for what the field does. */
  test(config: z.output<C>, context: ConnectorContext): Promise<ConnectionTest>;
  create(config: z.output<C>, context: ConnectorContext): Connector<z.output<P>>;
  /**
   * Lists what is below a node of the device, a page at a time (capability `browse`). Rejects within 20 s: `invalid` that
   * names the field, or `unavailable` with what the field says.
   */
  browse?(config: z.output<C>, context: ConnectorContext, question: BrowseQuestion): Promise<BrowsePage>;
  /** What sensors of these nodes would be, in their order (capability `browse`). Rejects within 50 s as `browse`. */
  describe?(
    config: z.output<C>,
    context: ConnectorContext,
    nodes: readonly NodeWanted[],
  ): Promise<(NodeDescription | NodeFault)[]>;
  /** Ends what such questions keep open. */
  close?(): Promise<void>;
}

export type Capability = 'poll' | 'subscribe' | 'command' | 'browse' | 'history' | 'time-sync';

export interface ConnectionTest {
  readonly ok: boolean;
  /** One sentence for the engineer. */
  readonly answer: string;
}

export interface ConnectorContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Certificates of the installation, by name: only for what was configured by who may use them. */
  readonly certificates?: NamedCertificates;
}

/** A batch on its way from the field to the store. */
export interface Batch {
  readonly readings: Reading[];
  /**
   * Called once: true when every reading is stored or safely spooled, so that the field may be confirmed; false when
   * that did not happen in time, so that the field must send again.
   */
  readonly settle: (stored: boolean) => void;
}

export type LinkState = 'stopped' | 'connecting' | 'connected' | 'degraded' | 'error';

export interface LinkStatus {
  readonly state: LinkState;
  /** In words, for the node's status and the devices page. */
  readonly text: string;
  /** Epoch ms since when. */
  readonly since: number;
}

export interface Connector<P> {
  start(): void;
  stop(): Promise<void>;
  /**
   * Binds points (subscriptions, polled registers) to a receiver. Returns the way to unbind: `forGood` when the points
   * are not wanted any more, otherwise (a redeploy) the field goes on keeping what comes meanwhile.
   */
  bind(points: readonly P[], receiver: Receiver): (forGood?: boolean) => void;
  /** Called with the present state at once and with each change. Returns the way to stop listening. */
  onLink(listener: (status: LinkStatus) => void): () => void;
  /** Writes to one of its points (capability `command`). Never rejects: what happened is in the outcome. */
  command?(command: FieldCommand<P>): Promise<FieldOutcome>;
  /** Asks the device for these of its points, in their order, besides all other reading. Never rejects. */
  readNow?(points: readonly P[], timeoutMs: number): Promise<readonly FieldValue[]>;
  /** Its own alarms, where it has any and its settings say so. */
  readonly conditions?: ConditionSource | undefined;
  /** What the devices page shows beside the link; cheap, called for each device at each look. */
  diagnostics?(): Diagnostics;
}

/** A setting that the device serves otherwise than it was asked for. */
export interface Granted {
  readonly name: string;
  readonly asked: number;
  readonly granted: number;
  readonly unit: string;
  /** Of how many points, where it is one of points; the numbers are those of the first. */
  readonly points?: number;
}

/** Since the connector started. */
export interface Diagnostics {
  readonly requests: number;
  readonly failures: number;
  /** Epoch ms of the last answer that was as asked. */
  readonly lastSuccess?: number;
  /** Response times of the last answers, in ms; undefined before the first. Asked only where they are shown. */
  readonly responseMs?: () => { readonly p50: number; readonly p95: number } | undefined;
  /** What the device serves otherwise than it was asked for. Asked only where it is shown. */
  readonly granted?: () => readonly Granted[];
  /** The last failure in words. */
  readonly lastFailure?: string;
}

export interface Receiver {
  /** The tenant that every reading of this binding belongs to: from configuration. */
  readonly tenant: string;
  batch(batch: Batch): void;
  /** Says why a reading may not enter, e.g. because its sensor does not exist; absent: all may. */
  readonly admit?: (reading: Reading) => RejectionReason | undefined;
  /** Refused input: counted always, handed on sampled. */
  reject(rejection: Rejection): void;
}
