import { ThermaCoreError } from '../../../core/errors';
import type { ConditionDeed, ConditionNews, ConditionSource } from '../../../core/foreign-condition';
import type { ConnectorContext } from '../../connector';
import { OpcuaFailure } from '../failure';
import type { OpcuaConfig } from '../spec';
import type { Live } from '../subscription';
import type { Tally } from '../tally';
import { ConditionBook } from './book';
import { carryOut } from './deeds';
import { ConditionSubscription } from './subscription';

export interface OpcuaConditionsOptions {
  readonly config: OpcuaConfig;
  readonly context: ConnectorContext;
  readonly tally: Tally;
  readonly live: () => Live | undefined;
  readonly onChange: () => void;
  readonly onEnded: (subscription: ConditionSubscription) => void;
}

/** The alarms and conditions of one server (OPC 10000-9), for whoever keeps alarms here. */
export class OpcuaConditions implements ConditionSource {
  readonly rule: ConditionSource['rule'];
  readonly isWritable: boolean;
  readonly subscription: ConditionSubscription;
  private readonly book: ConditionBook;
  private readonly listeners = new Set<(news: ConditionNews) => void>();

  constructor(private readonly options: OpcuaConditionsOptions) {
    const { config, context, tally, onChange, onEnded } = options;
    this.rule = {
      class: config.alarmClass,
      severities: {
        critical: config.severityCritical,
        high: config.severityHigh,
        medium: config.severityMedium,
        low: config.severityLow,
      },
    };
    this.isWritable = config.alarms === 'acknowledge';
    this.book = new ConditionBook({
      nameOf: (nodeId) => options.live()?.nameOf(nodeId) ?? nodeId.toString(),
      onNews: (news) => this.tell(news),
    });
    this.subscription = new ConditionSubscription({
      config,
      clock: context.clock,
      book: this.book,
      onOverflow: () => tally.lostEvents(),
      onChange,
      onEnded: () => onEnded(this.subscription),
    });
  }

  listen(listener: (news: ConditionNews) => void): () => void {
    this.listeners.add(listener);
    listener(this.book.news);
    return () => void this.listeners.delete(listener);
  }

  async act(condition: string, deed: ConditionDeed): Promise<void> {
    const { config, context, tally } = this.options;
    const live = this.options.live();
    if (!live)
      throw new ThermaCoreError('unavailable', `there is no connection to ${config.endpoint}.`, {
        advice: 'Try again when it is there.',
      });
    const deadline = context.clock.monotonic() + config.timeoutMs;
    try {
      await carryOut(condition, deed, {
        live,
        book: this.book,
        timed: (run) => tally.timed(deadline - context.clock.monotonic(), run),
      });
      // Not every server tells of it.
      if (deed.action === 'shelve' || deed.action === 'un-shelve') this.subscription.refresh();
    } catch (error) {
      // It knows another state than we do.
      if (error instanceof ThermaCoreError && error.cause instanceof OpcuaFailure)
        this.subscription.refresh();
      throw error;
    }
  }

  lose(): void {
    this.book.lose();
  }

  private tell(news: ConditionNews): void {
    for (const listener of [...this.listeners]) listener(news);
  }
}
