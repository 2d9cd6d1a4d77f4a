import type { ObjectHeader } from '../app/fragment';
import { Iin } from '../app/iin';
import type { PointType } from '../app/objects/variation';
import type { PointDatabase } from './database';
import type { Point } from './point';

/**
 * The points that a header without data names, for freezing them or for their class. A number: the bits by which it is
 * refused, since a point does not exist or the header names none.
 */
export function pointsOf(
  { variation, span }: ObjectHeader,
  database: PointDatabase,
): readonly Point[] | number {
  const type = variation.of.point as PointType;
  switch (span.kind) {
    case 'all':
      return database.points(type);
    case 'range': {
      const { points, from, to } = database.slice(type, span.start, span.stop);
      return to - from === span.stop - span.start + 1 ? points.slice(from, to) : Iin.ParameterError;
    }
    case 'indices': {
      const points = span.indices.flatMap((index) => database.point(type, index) ?? []);
      return points.length === span.indices.length ? points : Iin.ParameterError;
    }
    case 'count':
      return Iin.ParameterError;
  }
}
