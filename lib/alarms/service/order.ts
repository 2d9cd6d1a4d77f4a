import { decodeCursorIn, encodeCursor } from '../../core/cursor';
import { textOfSort, type SortKey } from '../../core/sort';
import { PRIORITIES } from '../condition';
import type { AlarmInstance } from '../ports';
import { isUnacknowledged } from '../state-machine';

type Kind = 'string' | 'number';
type Rank = string | number;

interface Ranking {
  readonly kind: Kind;
  readonly of: (alarm: AlarmInstance) => Rank;
}

const number = (of: (alarm: AlarmInstance) => number): Ranking => ({ kind: 'number', of });
const text = (of: (alarm: AlarmInstance) => string): Ranking => ({ kind: 'string', of });

/** What an alarm is ordered by, the least first; of a priority that is the most urgent one. What is absent comes first. */
const RANKS = {
  since: number(({ since }) => since),
  priority: number(({ priority }) => PRIORITIES.indexOf(priority)),
  state: text(({ state }) => state),
  class: text((alarm) => alarm.class),
  rule: text(({ rule }) => rule),
  unit: text(({ source }) => source.unit ?? ''),
  sensor: text(({ source }) => source.sensor ?? ''),
  device: text(({ source }) => source.device ?? ''),
} satisfies Record<string, Ranking>;

export type AlarmSort = keyof typeof RANKS;
export const ALARM_SORTS = Object.keys(RANKS) as [AlarmSort, ...AlarmSort[]];

/** What waits for an acknowledgement first, then by priority, newest first; the id tells apart what is equal in all. */
const USUAL: readonly Ranking[] = [
  number(({ state }) => (isUnacknowledged(state) ? 0 : 1)),
  RANKS.priority,
  number(({ since }) => -since),
  text(({ id }) => id),
];

/** Of a list of alarms: what comes before what, and the place where a page begins. */
export class AlarmOrder {
  private readonly ranks: readonly (Ranking & { readonly descending: boolean })[];
  private readonly name: string;

  constructor(sort: readonly SortKey<AlarmSort>[] = []) {
    this.name = textOfSort(sort);
    this.ranks = [
      ...sort.map(({ field, descending }) => ({ ...RANKS[field], descending })),
      ...USUAL.map((ranking) => ({ ...ranking, descending: false })),
    ];
  }

  placeOf(alarm: AlarmInstance): Rank[] {
    return this.ranks.map(({ of }) => of(alarm));
  }

  compare(a: readonly Rank[], b: readonly Rank[]): number {
    for (const [i, { descending }] of this.ranks.entries()) {
      const [one, other] = [a[i] as Rank, b[i] as Rank];
      if (one === other) continue;
      return one < other === descending ? 1 : -1;
    }
    return 0;
  }

  /** A place in one order says nothing in another, so it has the order’s name with it. */
  cursorOf(place: readonly Rank[]): string {
    return encodeCursor([this.name, ...place]);
  }

  /** Throws `invalid` for a cursor that no list in this order gave. */
  placeIn(cursor: string): Rank[] {
    const kinds = this.ranks.map(({ kind }) => kind);
    return decodeCursorIn(this.name, cursor, kinds);
  }
}
