import type { Clock, Timer } from '../../core/clock';
import type { AlarmEffect, AlarmInstance, AlarmNotice, JournalEntry } from '../ports';
import { isShownToOperators, type AlarmBoard } from './board';

/** How long operators wait for what they are told to be kept; a commit takes some milliseconds. */
export const HOLD_MS = 250;

export interface TellingUse {
  readonly clock: Clock;
  readonly board: AlarmBoard;
  readonly tell: (notices: readonly AlarmNotice[], gone: readonly AlarmInstance[]) => void;
}

/** What one turn of the engine decided, as operators are to see it. */
interface Decision {
  readonly lines: readonly { readonly entry: JournalEntry; readonly alarm: AlarmInstance }[];
  readonly changed: readonly AlarmInstance[];
  readonly removed: readonly string[];
  readonly flood: boolean;
  /** By the monotonic clock: told then at the latest. */
  readonly due: number;
  /** Once it is told. */
  notices?: readonly AlarmNotice[];
  over: boolean;
}

/**
 * Operators are told of what is kept, in its order: the board, the banner and the live socket show nothing that a kill
 * would undo. Where keeping takes longer, because the database is away, they are told all the same, marked as not kept
 * yet, and once more when it is; an alarm that nobody hears of is worse than one that may have to be raised again.
 */
export class Telling {
  private readonly held: Decision[] = [];
  /** The newest that was told of each alarm and is not kept yet. */
  private readonly unkept = new Map<string, AlarmNotice>();
  private timer: Timer | undefined;

  constructor(private readonly use: TellingUse) {}

  /**
   * `current`: an alarm as it is now, for lines that changed none. `isHeldUp`: the last attempt at keeping failed, so nobody
   * waits for this one. Answers with what is to be called when it is kept (true), or when it never will be.
   */
  add(
    effects: readonly AlarmEffect[],
    current: (id: string) => AlarmInstance | undefined,
    isHeldUp: boolean,
  ): (kept: boolean) => void {
    const decision = this.decisionOf(effects, current, isHeldUp ? 0 : HOLD_MS);
    this.held.push(decision);
    if (isHeldUp) this.overdue();
    else this.arm();
    return (kept) => this.ended(decision, kept);
  }

  private decisionOf(
    effects: readonly AlarmEffect[],
    current: (id: string) => AlarmInstance | undefined,
    hold: number,
  ): Decision {
    const changed = new Map<string, AlarmInstance>();
    for (const effect of effects)
      if (effect.kind === 'instance') changed.set(effect.record.id, effect.record.shown);
    const lines = effects.flatMap((effect) => {
      if (effect.kind !== 'journal') return [];
      const { entry } = effect;
      const alarm = changed.get(entry.instance) ?? current(entry.instance);
      return alarm ? [{ entry, alarm }] : [];
    });
    return {
      lines,
      changed: [...changed.values()],
      removed: effects.flatMap((effect) => (effect.kind === 'removed' ? [effect.instance] : [])),
      flood: effects.some(({ kind }) => kind === 'flood'),
      due: this.use.clock.monotonic() + hold,
      over: false,
    };
  }

  private ended(decision: Decision, kept: boolean): void {
    if (decision.over) return;
    decision.over = true;
    if (!decision.notices) {
      this.held.splice(this.held.indexOf(decision), 1);
      if (this.held.length === 0) this.disarm();
      if (kept) this.tell(decision, true);
      return;
    }
    const newest = decision.notices.filter((notice) => this.unkept.get(notice.alarm.id) === notice);
    for (const { alarm } of newest) this.unkept.delete(alarm.id);
    if (kept && newest.length > 0)
      this.use.tell(
        newest.map((notice) => ({ ...notice, kept: true, again: true })),
        [],
      );
  }

  private overdue(): void {
    this.disarm();
    const now = this.use.clock.monotonic();
    while (this.held[0] && this.held[0].due <= now) this.tell(this.held.shift() as Decision, false);
    this.arm();
  }

  private arm(): void {
    const [next] = this.held;
    if (!next || this.timer) return;
    const wait = Math.max(0, next.due - this.use.clock.monotonic());
    this.timer = this.use.clock.after(wait, () => this.overdue());
  }

  private disarm(): void {
    this.timer?.stop();
    this.timer = undefined;
  }

  private tell(decision: Decision, kept: boolean): void {
    const { board } = this.use;
    const gone = decision.removed.flatMap((id) => board.remove(id) ?? []);
    const seen = new Set(
      decision.changed.flatMap(({ id }) => {
        const before = board.get(id);
        return before && isShownToOperators(before) ? [id] : [];
      }),
    );
    for (const alarm of decision.changed) board.put(alarm);
    const notices = decision.lines.map(({ entry, alarm }): AlarmNotice => ({
      entry,
      alarm,
      seen: seen.has(alarm.id),
      kept,
      again: false,
    }));
    decision.notices = notices;
    for (const notice of notices)
      if (kept) this.unkept.delete(notice.alarm.id);
      else this.unkept.set(notice.alarm.id, notice);
    // That a flood is over changes no alarm.
    if (notices.length + gone.length > 0 || decision.flood) this.use.tell(notices, gone);
  }
}
