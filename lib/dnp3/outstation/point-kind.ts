import type { PointType } from '../app/objects/variation';

/** In which groups the points of a type are reported, and by which variations where nobody says otherwise. */
export interface PointKind {
  readonly type: PointType;
  readonly staticGroup: number;
  readonly staticVariation: number;
  readonly eventGroup: number;
  readonly eventVariation: number;
  /** The events that a control was carried out; outputs only. */
  readonly commandGroup: number | undefined;
  /** What a freeze copies the points to. */
  readonly frozen: PointType | undefined;
  /** How a change is told from none: by a deadband, or any. */
  readonly deadband: boolean;
}

interface Kind extends Partial<PointKind> {
  readonly type: PointType;
}

function kind(
  of: Kind,
  [staticGroup, staticVariation]: readonly [number, number],
  [eventGroup, eventVariation]: readonly [number, number],
): PointKind {
  const { type, commandGroup, frozen, deadband = false } = of;
  return {
    type,
    staticGroup,
    staticVariation,
    eventGroup,
    eventVariation,
    commandGroup,
    frozen,
    deadband,
  };
}

/** In the order in which class 0 reports them. */
export const POINT_KINDS: readonly PointKind[] = [
  kind({ type: 'binary-input' }, [1, 1], [2, 2]),
  kind({ type: 'double-bit-input' }, [3, 1], [4, 2]),
  kind({ type: 'binary-output', commandGroup: 13 }, [10, 2], [11, 2]),
  kind({ type: 'counter', deadband: true, frozen: 'frozen-counter' }, [20, 1], [22, 5]),
  kind({ type: 'frozen-counter' }, [21, 5], [23, 5]),
  kind({ type: 'analog-input', deadband: true, frozen: 'frozen-analog-input' }, [30, 5], [32, 7]),
  kind({ type: 'frozen-analog-input' }, [31, 7], [33, 7]),
  kind({ type: 'analog-output', deadband: true, commandGroup: 43 }, [40, 3], [42, 7]),
  kind({ type: 'octet-string' }, [110, 0], [111, 0]),
];

const BY_TYPE = new Map(POINT_KINDS.map((row) => [row.type, row]));

export function pointKind(type: PointType): PointKind {
  return BY_TYPE.get(type) as PointKind;
}

/** All groups of events, each of which has a buffer of its own. */
export const EVENT_GROUPS: readonly number[] = POINT_KINDS.flatMap(({ eventGroup, commandGroup }) =>
  commandGroup === undefined ? [eventGroup] : [eventGroup, commandGroup],
);

/** The variation with flags, for what one without them cannot say (IEEE 1815-2012, annex A). */
const FLAGGED: ReadonlyMap<number, ReadonlyMap<number, number>> = new Map([
  [1, new Map([[1, 2]])],
  [3, new Map([[1, 2]])],
  [10, new Map([[1, 2]])],
  [20, new Map([[5, 1], [6, 2]])],
  [21, new Map([[9, 1], [10, 2]])],
  [30, new Map([[3, 1], [4, 2]])],
  [31, new Map([[5, 1], [6, 2]])],
]); // prettier-ignore

export function flaggedVariation(group: number, variation: number): number {
  return FLAGGED.get(group)?.get(variation) ?? variation;
}
