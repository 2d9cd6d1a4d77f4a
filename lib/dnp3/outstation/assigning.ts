import type { Fragment } from '../app/fragment';
import { Iin } from '../app/iin';
import type { PointDatabase } from './database';
import type { OutstationEffect } from './effect';
import type { Point } from './point';
import { pointsOf } from './point-selection';

type AssignedClass = 0 | 1 | 2 | 3;

/**
 * ASSIGN_CLASS: a class (group 60), then the points that are of it, wholly or not at all (IEEE 1815-2012, 4.4.11). Class
 * 0 means that the points have no events. Answers the bits by which it is refused.
 */
export function assignClasses(
  { headers }: Fragment,
  database: PointDatabase,
  emit: (effect: OutstationEffect) => void,
): number {
  const assignments = new Map<Point, AssignedClass>();
  let to: AssignedClass | undefined;
  for (const header of headers) {
    const { role } = header.variation.of;
    if (role === 'class') {
      if (header.span.kind !== 'all' || header.variation.variation === 0) return Iin.ParameterError;
      to = (header.variation.variation - 1) as AssignedClass;
    } else if (role === 'static') {
      const points = pointsOf(header, database);
      if (to === undefined) return Iin.ParameterError;
      if (typeof points === 'number') return points;
      for (const point of points) assignments.set(point, to);
    } else return Iin.ObjectUnknown;
  }
  if (assignments.size === 0) return Iin.ParameterError;
  for (const [point, of] of assignments) {
    database.assignClass(point, of);
    emit({ kind: 'configured', type: point.type, index: point.index, class: of });
  }
  return 0;
}

/** Classes 1 to 3 that ENABLE or DISABLE_UNSOLICITED names; a number: the bits by which it is refused. */
export function unsolicitedClasses({ headers }: Fragment): number[] | number {
  const classes: number[] = [];
  for (const { variation, span } of headers) {
    if (variation.of.role !== 'class') return Iin.ObjectUnknown;
    if (variation.variation < 2 || span.kind !== 'all') return Iin.ParameterError;
    classes.push(variation.variation - 1);
  }
  return classes.length > 0 ? classes : Iin.ParameterError;
}
