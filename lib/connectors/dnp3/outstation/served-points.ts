import { ThermaCoreError } from '../../../core/errors';
import type { Reading, ReadingValue } from '../../../core/reading';
import { CommandStatus } from '../../../dnp3/app/command-status';
import type { Control } from '../../../dnp3/app/control';
import { CrobCode } from '../../../dnp3/app/fragment';
import type { PointDatabase } from '../../../dnp3/outstation/database';
import type { Reading as Told } from '../../../dnp3/outstation/point';
import { KIND_FACTS, keyOf, nameOf, type Kind } from '../kinds';
import { flagsOf } from '../quality';
import { rawOf, toldValue } from '../values';
import type { ServedPoint } from './spec';

/** A new value of a point of an outstation. */
export interface Update {
  readonly address: number;
  readonly kind: Kind;
  readonly index: number;
  readonly told: Told;
}

/** What a master wants of a sensor. */
export interface Wanted {
  readonly unit: string;
  readonly sensor: string;
  readonly value: ReadingValue;
}

interface Held {
  readonly point: ServedPoint;
  readonly address: number;
  /** Of the latest reading, epoch ms. */
  timestamp: number;
  isTold: boolean;
}

/** Operations of a control relay output block (low nibble) that switch on, and off. */
const ON: ReadonlySet<number> = new Set([CrobCode.PulseOn, CrobCode.LatchOn]);
const OFF: ReadonlySet<number> = new Set([CrobCode.PulseOff, CrobCode.LatchOff]);
const OPERATION = 0x0f;

/**
 * Which sensor is which point, both ways. Throws `configuration` that names two sensors with the same point.
 */
export class ServedPoints {
  private readonly bySensor = new Map<string, Held[]>();
  private readonly byPoint = new Map<string, Held>();
  private readonly all: Held[] = [];

  constructor(points: readonly ServedPoint[], ownAddress: number) {
    for (const point of points) this.add(point, point.address ?? ownAddress);
    this.addresses = [...new Set([ownAddress, ...this.all.map(({ address }) => address)])];
  }

  /** Link addresses of the outstations, that of the form first. */
  readonly addresses: readonly number[];

  /** Makes the points of an outstation. */
  define(address: number, database: PointDatabase): void {
    for (const held of this.all) {
      if (held.address !== address) continue;
      const { kind, index, deadband, scale, staticVariation, eventVariation } = held.point;
      const { least, most } = rawLimits(held.point);
      database.define(kind, index, {
        class: classOf(held.point),
        ...(KIND_FACTS[kind].value === 'number' ? { deadband: deadband / Math.abs(scale) } : {}),
        ...(staticVariation === undefined ? {} : { staticVariation }),
        ...(eventVariation === undefined ? {} : { eventVariation }),
        ...(kind === 'analog-output' ? { least, most } : {}),
      });
    }
  }

  /** What readings change. Older ones than were told, other sensors' and values that a point cannot say are left. */
  updates(readings: readonly Reading[]): Update[] {
    const updates: Update[] = [];
    for (const reading of readings)
      for (const held of this.bySensor.get(`${reading.unit}/${reading.sensor}`) ?? []) {
        if (reading.timestamp < held.timestamp) continue;
        const { point, address } = held;
        const value = toldValue(point, reading.value);
        if (value === undefined || !fits(point.kind, value)) continue;
        held.timestamp = reading.timestamp;
        held.isTold = true;
        const flags = flagsOf(point.kind, reading.quality, reading.flags);
        updates.push({
          address,
          kind: point.kind,
          index: point.index,
          told: { value, flags, time: reading.timestamp },
        });
      }
    return updates;
  }

  /** How many have a value. */
  get told(): { readonly told: number; readonly all: number } {
    return { told: this.all.filter(({ isTold }) => isTold).length, all: this.all.length };
  }

  /** The command that a control is, or the status to answer instead (`CommandStatus`). */
  wanted(address: number, control: Control): Wanted | number {
    const kind = control.kind === 'crob' ? 'binary-output' : 'analog-output';
    const index = control.kind === 'crob' ? control.crob.index : control.setPoint.index;
    const held = this.byPoint.get(placeOf(address, kind, index));
    if (!held) return CommandStatus.NotSupported;
    const { unit, sensor, writable, scale, offset } = held.point;
    if (!writable) return CommandStatus.NotAuthorised;
    if (control.kind === 'set-point') {
      const value = control.setPoint.value * scale + offset;
      return Number.isFinite(value) ? { unit, sensor, value } : CommandStatus.OutOfRange;
    }
    const state = stateOf(control.crob.code);
    return state === undefined ? CommandStatus.NotSupported : { unit, sensor, value: state };
  }

  private add(point: ServedPoint, address: number): void {
    const held: Held = { point, address, timestamp: -Infinity, isTold: false };
    const place = placeOf(address, point.kind, point.index);
    const other = this.byPoint.get(place);
    if (other)
      throw new ThermaCoreError(
        'configuration',
        `points: ${sensorOf(point)} and ${sensorOf(other.point)} share ${nameOf(point.kind, point.index)} of outstation ${address}.`,
        { field: 'points', advice: 'Give each sensor an index of its own.' },
      );
    this.all.push(held);
    this.byPoint.set(place, held);
    const same = this.bySensor.get(sensorOf(point));
    if (same) same.push(held);
    else this.bySensor.set(sensorOf(point), [held]);
  }
}

const sensorOf = ({ unit, sensor }: ServedPoint): string => `${unit}/${sensor}`;
const placeOf = (address: number, kind: Kind, index: number): string => `${address} ${keyOf(kind, index)}`;

const classOf = (point: ServedPoint): 0 | 1 | 2 | 3 | 'none' =>
  point.class === 'none' ? 'none' : (Number(point.class) as 0 | 1 | 2 | 3);

/** A negative scale turns them round. */
function rawLimits(point: ServedPoint): { least: number; most: number } {
  const of = (limit: number | undefined, none: number): number =>
    limit === undefined ? none : rawOf(point, limit);
  const [a, b] =
    point.scale > 0
      ? [of(point.least, -Infinity), of(point.most, Infinity)]
      : [of(point.most, -Infinity), of(point.least, Infinity)];
  return { least: a, most: b };
}

/** Counters count up from 0 (IEEE 1815-2012, A.11). */
const fits = (kind: Kind, value: Told['value']): boolean =>
  !(kind === 'counter' || kind === 'frozen-counter') ||
  (typeof value === 'number' && value >= 0 && value < Infinity);

/** On or off; of a pair of relays close is on and trip is off. */
function stateOf(code: number): boolean | undefined {
  if ((code & CrobCode.Trip) !== 0) return (code & CrobCode.Close) === 0 ? false : undefined;
  if ((code & CrobCode.Close) !== 0) return true;
  const operation = code & OPERATION;
  if (ON.has(operation)) return true;
  return OFF.has(operation) ? false : undefined;
}
