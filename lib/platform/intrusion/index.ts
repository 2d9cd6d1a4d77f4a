import { join } from 'node:path';
import type { Clock, Timer } from '../../core/clock';
import { plainAddress, type Doorkeeper } from '../../core/door';
import { isThermaCoreError, messageOf } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { Meter } from '../../core/meter';
import type { Page } from '../../core/plant';
import {
  BoundedMap,
  Detection,
  Habits,
  IncidentBook,
  SecurityEvent,
  type Block,
  type Finding,
  type Incident,
  type IncidentFilter,
  type Protocol,
  type SecurityEvents,
  type SecurityReport,
  type WorkingHours,
} from '../../security/intrusion';
import type { Store } from '../../store';
import type { AuditEntry, AuthDependencies, Refusal } from '../../tenancy';
import type { Conditions, OfDatabase } from '../conditions';
import { readIfPresent, writePrivateFile } from '../state-folder';
import { BlockOffice, blockedAddress, type BlockStore } from './block-office';
import { eventOfEntry, eventOfRefusal } from './from-audit';
import { SecurityAlarms } from './security-alarms';

export interface IntrusionSettings {
  /** Whether addresses that guess passwords or send garbage are kept out by themselves. Default true. */
  readonly autoBlock?: boolean;
  /** Addresses and networks that are never kept out. */
  readonly neverBlock?: readonly string[];
  /** When configuration is expected to change; left out: at any time. */
  readonly workingHours?: WorkingHours | undefined;
}

interface IntrusionContext {
  readonly home: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly conditions: Pick<Conditions, 'add'>;
  /** Writes to the audit log; never rejects. */
  readonly audit: (entry: AuditEntry) => Promise<void>;
  /** Closes what these users have open here. */
  readonly close: (usernames: readonly string[]) => void;
}

export type IntrusionStore = BlockStore &
  Pick<Store, 'incidents'> & { readonly audit: Pick<Store['audit'], 'onRecord'> };

/** Of the feed, over all tenants. */
const MOST_EVENTS = 2_000;
const WRITE_EVERY_MS = 1_000;
const MOST_UNWRITTEN = 1_000;
const SETTLE_EVERY_MS = 60_000;
const LEARN_EVERY_MS = 10 * 60_000;
/** What nobody acknowledged goes on as an alarm after a start, this far back. */
const BACK_MS = 7 * 24 * 60 * 60_000;
const MOST_BACK = 500;
/** An address that could not be kept out is not tried again with each of its attempts. */
const BLOCK_AGAIN_MS = 60_000;
const MOST_TRIED = 1_000;
const MINUTE_MS = 60_000;
/** Who stands in the audit log for what is done by itself. */
const ACTOR = 'intrusion';

/**
 * Watches the doors: takes what they tell, looks for intrusions, keeps incidents, raises alarms of the class `security`,
 * and keeps out who guesses or sends garbage. What a door tells costs it nothing: all that waits happens here.
 */
export class Intrusion implements SecurityEvents {
  private readonly detection: Detection;
  private readonly book = new IncidentBook();
  readonly blocks: BlockOffice;
  private readonly recent: SecurityEvent[] = [];
  private readonly unwritten = new BoundedMap<Incident>(MOST_UNWRITTEN);
  /** When each address was last to be kept out. */
  private readonly tried = new BoundedMap<number>(MOST_TRIED);
  private readonly alarms: SecurityAlarms;
  private readonly listeners = new Set<(incident: Incident) => void>();
  private readonly timers: Timer[] = [];
  private readonly closes: (() => void)[] = [];
  private settings: IntrusionSettings = {};
  private store: IntrusionStore | undefined;
  private writing: Promise<void> | undefined;
  private readonly counted;
  private readonly found;

  constructor(private readonly use: IntrusionContext) {
    const { clock, logger, meter, conditions, close } = use;
    this.detection = new Detection(() => this.settings);
    this.blocks = new BlockOffice({ clock, logger, onAccounts: close });
    this.alarms = new SecurityAlarms({
      clock,
      logger,
      conditions,
      onAcknowledged: (seen) => {
        this.unwritten.set(seen.id, seen);
        this.announce(seen);
      },
    });
    this.counted = meter.counter('thermacore_security_events_total', 'What doors told of who comes in', [
      'kind',
    ]);
    this.found = meter.counter(
      'thermacore_security_incidents_total',
      'Incidents that began, by severity and of whom',
      ['severity', 'of'],
    );
    meter.gauge('thermacore_security_blocks', 'Who is kept out now', () => this.blocks.list.size);
  }

  /** From now on incidents are kept and are alarms. `database`: whose tenants they are of. */
  async start(store: IntrusionStore, database: OfDatabase): Promise<void> {
    const { clock } = this.use;
    this.store = store;
    this.alarms.start(database);
    this.closes.push(store.audit.onRecord((entry) => this.heard(entry)));
    this.learnFromFile();
    await this.blocks.start(store);
    const open = await store.incidents.since(clock.now() - BACK_MS, MOST_BACK);
    for (const incident of open.toReversed()) if (!incident.acknowledgedBy) this.alarms.tell(incident);
    this.timers.push(
      clock.every(WRITE_EVERY_MS, () => void this.write()),
      clock.every(SETTLE_EVERY_MS, () => this.alarms.settle()),
      clock.every(LEARN_EVERY_MS, () => this.keepHabits()),
    );
  }

  async stop(): Promise<void> {
    for (const timer of this.timers.splice(0)) timer.stop();
    for (const close of this.closes.splice(0)) close();
    this.alarms.stop();
    if (this.store) this.keepHabits();
    await this.writeRest();
    await this.blocks.stop();
    this.store = undefined;
  }

  /** Throws `invalid` that names an entry of the allow list. */
  configure(settings: IntrusionSettings): void {
    this.blocks.list.allow(settings.neverBlock ?? []);
    this.settings = settings;
  }

  report(told: SecurityReport): void {
    const { address: from, ...rest } = told;
    // Of a line that has broken by then it is not known any more: nobody is blamed for it.
    const address = from ? { address: plainAddress(from) } : {};
    const parsed = SecurityEvent.safeParse({ ...rest, ...address, at: this.use.clock.now() });
    if (!parsed.success) return;
    const event = parsed.data;
    this.counted.add(1, { kind: event.kind });
    this.recent.push(event);
    if (this.recent.length > MOST_EVENTS) this.recent.splice(0, MOST_EVENTS / 10);
    for (const finding of this.detection.add(event)) this.take(finding);
  }

  /** Somebody tried what he may not, or asked for what is not there. */
  refused(refusal: Refusal): void {
    this.report(eventOfRefusal(refusal));
  }

  /** For a door through which machines connect. */
  door(protocol: Protocol): Doorkeeper & { certificate(address: string, about: string): void } {
    const told = (address: string, detail: string) =>
      ({ tenant: null, address: plainAddress(address), protocol, detail }) as const;
    return {
      admits: (address) => this.blocks.list.address(address) === undefined,
      malformed: (address, detail) =>
        this.report({ ...told(address, detail), kind: 'malformed', outcome: 'failed' }),
      certificate: (address, detail) =>
        this.report({ ...told(address, detail), kind: 'certificate', outcome: 'refused' }),
    };
  }

  /** For logins: who is kept out, and what was never seen before. */
  watch(): Pick<AuthDependencies, 'isBlocked' | 'onLogin' | 'onThrottled'> {
    return {
      isBlocked: (username, tenant) => this.blocks.list.account(username, tenant) !== undefined,
      onThrottled: ({ username: account, from: address }) =>
        this.report({
          kind: 'login',
          tenant: null,
          account,
          protocol: 'http',
          outcome: 'refused',
          detail: 'has to wait',
          ...(address === undefined ? {} : { address }),
        }),
      onLogin: ({ username, tenant, from, userAgent }) => {
        if (userAgent === undefined) return;
        this.report({
          kind: 'client',
          tenant,
          account: username,
          protocol: 'http',
          outcome: 'ok',
          detail: deviceOf(userAgent),
          ...(from === undefined ? {} : { address: from }),
        });
      },
    };
  }

  /** What doors told of a tenant (null: of none) lately, newest first. */
  events(tenant: string | null, limit: number): readonly SecurityEvent[] {
    return this.recent
      .filter((event) => event.tenant === tenant)
      .slice(-limit)
      .toReversed();
  }

  /** Newest first, with what is not written yet. */
  async incidents(
    { incidents }: Pick<Store, 'incidents'>,
    tenant: string | null,
    filter: IncidentFilter,
  ): Promise<Page<Incident>> {
    await this.writeRest();
    return incidents.list(tenant, filter);
  }

  /** Called with each incident that began, goes on or was acknowledged. */
  onIncident(listener: (incident: Incident) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Of an erased tenant nothing stays, also of what is usual there. Gives the number of what was shown of it. */
  async forget(tenant: string): Promise<number> {
    const kept = this.recent.filter((event) => event.tenant !== tenant);
    const count = this.recent.length - kept.length;
    this.recent.splice(0, Infinity, ...kept);
    this.detection.forget(tenant);
    this.book.forget(tenant);
    this.alarms.forget(tenant);
    for (const [id, incident] of [...this.unwritten])
      if (incident.tenant === tenant) this.unwritten.delete(id);
    if (this.store) this.keepHabits();
    await this.blocks.refresh();
    return count;
  }

  private heard(entry: AuditEntry): void {
    const event = eventOfEntry(entry);
    if (event) this.report(event);
  }

  private take(finding: Finding): void {
    const { incident, isNew } = this.book.take(finding);
    if (isNew) {
      const of = incident.tenant === null ? 'installation' : 'tenant';
      this.found.add(1, { severity: incident.severity, of });
      this.use.logger.warn(`Security: ${incident.title}`, {
        tenant: incident.tenant,
        summary: incident.summary,
        severity: incident.severity,
      });
    }
    const { blocks } = finding.detector;
    if (blocks && (isNew || this.isBackAgain(finding.event.address)))
      void this.blockFor(finding, incident, blocks.minutes);
    this.tell(incident);
  }

  /** A block may end before its incident does: who goes on is kept out once more. */
  private isBackAgain(address: string | undefined): boolean {
    if (this.settings.autoBlock === false || address === undefined || !isAddress(address)) return false;
    const { list } = this.blocks;
    if (list.isSpared(address) || list.address(address)) return false;
    const last = this.tried.peek(blockedAddress(plainAddress(address))) ?? -Infinity;
    return this.use.clock.now() - last >= BLOCK_AGAIN_MS;
  }

  private tell(incident: Incident): void {
    this.unwritten.set(incident.id, incident);
    this.alarms.tell(incident);
    this.announce(incident);
  }

  private announce(incident: Incident): void {
    for (const listener of this.listeners) listener(incident);
  }

  private async blockFor(finding: Finding, incident: Incident, minutes: number): Promise<void> {
    const { address } = finding.event;
    const done = await this.blockAddress(address, incident, minutes);
    const noted = this.book.note(finding, done);
    if (noted) this.tell(noted);
  }

  /** What became of it, in words. */
  private async blockAddress(
    address: string | undefined,
    { title, detector }: Incident,
    minutes: number,
  ): Promise<string> {
    if (this.settings.autoBlock === false) return 'Nobody was kept out: that is switched off.';
    if (address === undefined || !isAddress(address)) return 'Nobody was kept out: the address is not known.';
    if (this.blocks.list.isSpared(address))
      return 'Nobody was kept out: the address is this machine’s or on the list of those never blocked.';
    const value = blockedAddress(plainAddress(address));
    this.tried.set(value, this.use.clock.now());
    const target = `address ${value}`;
    const entry = {
      tenant: null,
      actor: ACTOR,
      action: 'security:block',
      target,
      detail: { detector, minutes },
    };
    try {
      const held = await this.blocks.holdsUntil(address, this.use.clock.now() + minutes * MINUTE_MS);
      // What somebody decided is not made shorter by itself.
      if (held) return `${held.value} is kept out already, until ${new Date(held.expiresAt).toISOString()}.`;
      await this.blocks.block(null, ACTOR, { kind: 'address', value, reason: title, minutes });
      await this.use.audit({ ...entry, outcome: 'ok' });
      return `${value} is kept out for ${minutes} minutes.`;
    } catch (error) {
      this.use.logger.error('An intruder could not be kept out', { value, reason: messageOf(error) });
      await this.use.audit({ ...entry, outcome: 'failed' });
      return `${value} could not be kept out: ${messageOf(error)}`;
    }
  }

  /** One run at a time; what cannot be written is tried again with the next. */
  private write(): Promise<void> {
    return (this.writing ??= this.writeAll().finally(() => (this.writing = undefined)));
  }

  /** Also what came while a run was under way. */
  private async writeRest(): Promise<void> {
    await this.writing;
    await this.write();
  }

  private async writeAll(): Promise<void> {
    for (const [id, incident] of [...this.unwritten]) {
      try {
        await this.store?.incidents.keep(incident);
      } catch (error) {
        this.use.logger.warn('Incidents could not be written', { reason: messageOf(error) });
        // Of a tenant that is gone it never can be; nothing else may wait for it.
        if (!isThermaCoreError(error) || error.code !== 'not-found') return;
      }
      // It may have gone on meanwhile.
      if (this.unwritten.peek(id) === incident) this.unwritten.delete(id);
    }
  }

  private get habitsFile(): string {
    return join(this.use.home, 'security-habits.json');
  }

  private keepHabits(): void {
    try {
      writePrivateFile(this.habitsFile, JSON.stringify(this.detection.habits()));
    } catch (error) {
      this.use.logger.warn('What is usual could not be kept', { reason: messageOf(error) });
    }
  }

  /** Without it everything is new again, which is no reason not to start. */
  private learnFromFile(): void {
    try {
      const text = readIfPresent(this.habitsFile);
      if (text !== undefined) this.detection.restore(Habits.parse(JSON.parse(text)));
    } catch (error) {
      this.use.logger.warn('What is usual could not be read', { reason: messageOf(error) });
    }
  }
}

/** Without versions, which change every few weeks on the same device. */
const deviceOf = (userAgent: string): string =>
  userAgent
    .replace(/[\d._]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();

const isAddress = (address: string): boolean => /^[\da-f:.]+$/i.test(address);

export type { Block, Incident };
