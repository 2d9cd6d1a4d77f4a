import { DataValue, StatusCodes, isMinDate } from 'node-opcua';
import type { RawReading } from '../../../core/history';
import type { SensorPlace } from './node-ids';
import type { ServedHistory, ServedSensor } from './ports';
import { variantOf } from './sensor-node';
import { statusOf } from './status-codes';

/** What the historian knows of times (epoch ms): beyond them there is nothing to find. */
export const EARLIEST_MS = Date.UTC(2000, 0, 1);
export const LATEST_MS = Date.UTC(2199, 0, 1);

/** A sensor whose history is asked for. */
export interface Asked extends SensorPlace {
  readonly type: ServedSensor['type'];
  readonly history: ServedHistory;
}

/** Undefined for a time that was not given (OPC 10000-11 §6.5.3.2: DateTime.MinValue). */
export const instantOf = (date: Date | null | undefined): number | undefined =>
  date && !isMinDate(date) ? Math.min(Math.max(date.getTime(), EARLIEST_MS), LATEST_MS) : undefined;

export const timeOf = ({ timestamp }: RawReading): number => Date.parse(timestamp);

/** When the server got a reading is not kept, so that history has the source's time only. */
export const rawValue = (type: ServedSensor['type'], reading: RawReading): DataValue =>
  new DataValue({
    value: variantOf(type, reading.value),
    statusCode: statusOf(reading.quality, reading.flags),
    sourceTimestamp: new Date(reading.timestamp),
  });

/** OPC 10000-11 §6.5.3.2: no reading lies beyond. */
export const noBound = (time: number): DataValue =>
  new DataValue({ statusCode: StatusCodes.BadBoundNotFound, sourceTimestamp: new Date(time) });
