import type { ObjectHeader, Span } from '../app/fragment';
import { Iin } from '../app/iin';
import { knownVariation } from '../app/objects/table';
import type { PointType, Variation } from '../app/objects/variation';
import type { Attributes } from './attributes';
import type { PointDatabase, PointSlice } from './database';
import type { EventBuffer } from './event-buffer';
import { EventPart, type EventSelector } from './event-part';
import type { Part } from './part';
import type { Point } from './point';
import { flaggedVariation, POINT_KINDS } from './point-kind';
import {
  deadbands,
  IndexedPart,
  indicationsPart,
  presentValues,
  RangePart,
  WholePart,
  type Presentation,
} from './static-parts';

/** What a READ is answered with. */
export interface Plan {
  readonly parts: readonly Part[];
  /** Bits that refuse it, wholly or in part; 0: none. */
  readonly iin: number;
}

/** Where a READ reads. */
export interface Readable {
  readonly database: PointDatabase;
  readonly events: EventBuffer;
  readonly attributes: Attributes;
  readonly indications: number;
  /** Epoch ms, UTC. */
  readonly utc: number;
}

/**
 * What a READ asks for. Events come before present values, whatever the order of the headers: so no event is older than
 * the present value that came before it.
 */
export function planOf(headers: readonly ObjectHeader[], from: Readable): Plan {
  const plan = new Planner(from);
  for (const header of headers) plan.add(header);
  return plan.done();
}

class Planner {
  private readonly selectors: EventSelector[] = [];
  private readonly parts: Part[] = [];
  private iin = 0;
  private class0 = false;

  constructor(private readonly from: Readable) {}

  add(header: ObjectHeader): void {
    const { variation, span } = header;
    switch (variation.of.role) {
      case 'class':
        return this.addClass(variation.variation, span);
      case 'event':
      case 'command-event':
        return this.addEvents(variation, span);
      case 'static':
        return this.addPoints(variation, span, presentValues(named(variation)));
      case 'deadband':
        return this.addPoints(variation, span, deadbands(named(variation)));
      case 'attribute':
        return this.addAttributes(variation, span);
      case 'indications':
        this.parts.push(indicationsPart(this.from.indications));
        return;
      case 'time':
        return this.addTime(variation);
      case 'command':
      case 'other':
        this.iin |= Iin.ObjectUnknown;
    }
  }

  done(): Plan {
    const { selectors, parts, iin } = this;
    return {
      parts: selectors.length > 0 ? [new EventPart(this.from.events, selectors), ...parts] : parts,
      iin,
    };
  }

  private addClass(variation: number, span: Span): void {
    if (variation === 0) this.iin |= Iin.ObjectUnknown;
    else if (variation === 1) {
      if (span.kind !== 'all') this.iin |= Iin.ParameterError;
      else this.addClass0();
    } else this.select({ class: variation - 1 }, span);
  }

  /** Once, however often a request names it. */
  private addClass0(): void {
    if (this.class0) return;
    this.class0 = true;
    for (const { type } of POINT_KINDS)
      this.addRange(whole(this.from.database.class0(type)), presentValues(undefined));
  }

  private addEvents(variation: Variation, span: Span): void {
    const { group } = variation;
    const wanted = named(variation);
    this.select(wanted ? { group, variation: wanted } : { group }, span);
  }

  private select(selector: Omit<EventSelector, 'limit'>, span: Span): void {
    if (span.kind === 'all') this.selectors.push({ ...selector, limit: Infinity });
    else if (span.kind === 'count') this.selectors.push({ ...selector, limit: span.count });
    else this.iin |= Iin.ParameterError;
  }

  private addPoints(variation: Variation, span: Span, presentation: Presentation): void {
    const type = variation.of.point as PointType;
    const { database } = this.from;
    switch (span.kind) {
      case 'all':
        return this.addRange(whole(database.points(type)), presentation);
      case 'count': {
        const points = database.points(type);
        this.addRange({ points, from: 0, to: Math.min(points.length, span.count) }, presentation);
        if (points.length < span.count) this.iin |= Iin.ParameterError;
        return;
      }
      case 'range': {
        const slice = database.slice(type, span.start, span.stop);
        this.addRange(slice, presentation);
        if (slice.to - slice.from < span.stop - span.start + 1) this.iin |= Iin.ParameterError;
        return;
      }
      case 'indices': {
        const points = span.indices.map((index) => database.point(type, index));
        const found = points.filter((point): point is Point => point !== undefined);
        if (found.length < points.length) this.iin |= Iin.ParameterError;
        if (found.length > 0) this.parts.push(new IndexedPart(found, presentation, unpacked));
      }
    }
  }

  private addRange(slice: PointSlice, presentation: Presentation): void {
    if (slice.to > slice.from) this.parts.push(new RangePart(slice, presentation));
  }

  private addAttributes({ variation }: Variation, span: Span): void {
    const inSet = span.kind === 'all' || (span.kind === 'range' && span.start === 0);
    const parts = inSet ? this.from.attributes.read(variation) : undefined;
    if (parts) this.parts.push(...parts);
    else this.iin |= Iin.ObjectUnknown;
  }

  private addTime({ group, variation }: Variation): void {
    if (group !== 50 || variation > 1) this.iin |= Iin.ObjectUnknown;
    else this.parts.push(new WholePart((writer) => writer.time(50, 1, this.from.utc)));
  }
}

/** The variation, where the master named one; of octet strings it is the length, which is as it is. */
function named(variation: Variation): Variation | undefined {
  return variation.variation === 0 || variation.of.point === 'octet-string' ? undefined : variation;
}

const whole = (points: readonly Point[]): PointSlice => ({ points, from: 0, to: points.length });

function unpacked(variation: Variation): Variation {
  if (variation.layout.form !== 'packed') return variation;
  return knownVariation(variation.group, flaggedVariation(variation.group, variation.variation));
}
