import type { Variation } from '../app/objects/variation';
import type { FragmentWriter } from '../app/writer';
import type { BufferedEvent, EventBatch, EventBuffer, EventChoice } from './event-buffer';
import type { Part } from './part';

/** One object header of a READ that asks for events. */
export interface EventSelector {
  /** Events of a class, whatever their group. */
  readonly class?: number;
  /** Events of a group, whatever their class. */
  readonly group?: number;
  /** As the master named it; undefined: as the point is configured. */
  readonly variation?: Variation;
  /** Not more than so many. */
  readonly limit: number;
}

/** How a point's events of the group are written where nobody says otherwise. */
export function ownVariation({ event: { point, group } }: BufferedEvent): Variation | undefined {
  return group === point.eventVariation.group ? point.eventVariation : point.commandVariation;
}

/** The events that a READ asks for: those there are when it begins, oldest first, whichever header asks for them. */
export class EventPart implements Part, EventChoice {
  private readonly left: number[];
  private readonly until: number;
  private chosen = 0;

  constructor(
    private readonly events: EventBuffer,
    private readonly selectors: readonly EventSelector[],
  ) {
    this.until = events.newest;
    this.left = selectors.map(({ limit }) => limit);
  }

  write(writer: FragmentWriter, batch: EventBatch): boolean {
    return this.events.write(writer, this, batch);
  }

  choose(buffered: BufferedEvent): Variation | undefined {
    if (buffered.order > this.until) return undefined;
    const { event } = buffered;
    for (let i = 0; i < this.selectors.length; i++) {
      const { class: of, group, variation } = this.selectors[i] as EventSelector;
      if ((this.left[i] as number) <= 0) continue;
      if (of === undefined ? group !== event.group : of !== event.class) continue;
      this.chosen = i;
      return variation ?? ownVariation(buffered);
    }
    return undefined;
  }

  took(): void {
    this.left[this.chosen] = (this.left[this.chosen] as number) - 1;
  }
}
