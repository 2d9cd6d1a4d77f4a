import { Flag } from '../app/flags';
import type { PointObject } from '../app/fragment';
import { knownVariation } from '../app/objects/table';
import type { Variation } from '../app/objects/variation';
import type { FragmentWriter } from '../app/writer';
import type { PointSlice } from './database';
import type { Part } from './part';
import type { Point } from './point';
import { fitted, fittedDeadband, promoted } from './values';

/** By which variation a point is reported, and as what. */
export interface Presentation {
  variation(point: Point): Variation;
  object(variation: Variation, point: Point): PointObject;
}

/** Present values; `wanted`: the variation that the master named, undefined where it leaves that to us. */
export function presentValues(wanted: Variation | undefined): Presentation {
  return {
    variation: (point) => promoted(wanted ?? point.staticVariation, point),
    object: fitted,
  };
}

const SHORT = knownVariation(34, 2);
const FRACTION = knownVariation(34, 3);

/** Deadbands (group 34), as whole numbers where they are. */
export function deadbands(wanted: Variation | undefined): Presentation {
  return {
    variation: ({ deadband }) => wanted ?? (Number.isInteger(deadband) ? SHORT : FRACTION),
    object: (variation, { index, deadband }) => fittedDeadband(variation, index, deadband),
  };
}

/** Points by their range: one header for each run of consecutive indices with one variation. */
export class RangePart implements Part {
  private readonly points: readonly Point[];
  private at: number;
  private readonly end: number;

  constructor(
    { points, from, to }: PointSlice,
    private readonly presentation: Presentation,
  ) {
    this.points = points;
    this.at = from;
    this.end = to;
  }

  write(writer: FragmentWriter): boolean {
    while (this.at < this.end) {
      const first = this.points[this.at] as Point;
      if (first.type === 'octet-string') {
        if (!writer.octets(110, first, false)) return false;
        this.at++;
        continue;
      }
      const variation = this.presentation.variation(first);
      const run = this.run(variation, most(variation, writer.room));
      const written = writer.run(variation, run);
      this.at += written;
      if (written < run.length) return false;
    }
    return true;
  }

  /** One more than fits at most: so a run that was cut short is told from one that has ended. */
  private run(variation: Variation, limit: number): PointObject[] {
    const run: PointObject[] = [];
    const first = (this.points[this.at] as Point).index;
    const end = Math.min(this.end, this.at + limit);
    for (let i = this.at; i < end; i++) {
      const point = this.points[i] as Point;
      if (point.index !== first + run.length) break;
      if (this.presentation.variation(point) !== variation) break;
      run.push(this.presentation.object(variation, point));
    }
    return run;
  }
}

function most({ layout, size }: Variation, room: number): number {
  return 1 + (layout.form === 'packed' ? room * (8 / layout.bits) : Math.ceil(room / size));
}

/** Points that were named one by one, answered likewise. */
export class IndexedPart implements Part {
  private at = 0;

  constructor(
    private readonly points: readonly Point[],
    private readonly presentation: Presentation,
    /** A packed variation has no place for indices. */
    private readonly unpacked: (variation: Variation) => Variation,
  ) {}

  write(writer: FragmentWriter): boolean {
    for (; this.at < this.points.length; this.at++) {
      const point = this.points[this.at] as Point;
      if (point.type === 'octet-string') {
        if (!writer.octets(110, point, true)) return false;
        continue;
      }
      const variation = this.unpacked(this.presentation.variation(point));
      if (!writer.event(variation, this.presentation.object(variation, point))) return false;
    }
    return true;
  }
}

/** Something small that is written whole, or in the next fragment. */
export class WholePart implements Part {
  constructor(private readonly put: (writer: FragmentWriter) => boolean) {}

  write(writer: FragmentWriter): boolean {
    return this.put(writer);
  }
}

/** Internal indications, read as objects (g80v1). */
export function indicationsPart(iin: number): Part {
  const row = knownVariation(80, 1);
  return new WholePart((writer) => {
    const points = Array.from({ length: 16 }, (_, index) => ({
      index,
      value: (iin >> index) & 1,
      flags: Flag.Online,
      time: undefined,
    }));
    return writer.run(row, points) === points.length;
  });
}
