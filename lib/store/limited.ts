import type { Clock } from '../core/clock';
import { StoredAlarms } from './alarms/instances';
import { StoredAlarmJournal } from './alarms/journal';
import { StoredAlarmRules } from './alarms/rule-repository';
import { StoredAnomalies } from './anomalies/anomaly-repository';
import { StoredAnomalySettings } from './anomalies/settings-repository';
import { StoredCommands } from './commands/command-repository';
import { DeviceRepository } from './devices/device-repository';
import { ReadingsExport } from './export/readings-export';
import { HistoryQuery } from './history/history-query';
import type { LaneName } from './lanes';
import { PlantRepository } from './plant-repository';
import { ReadingsQuery } from './readings-query';
import { StoredSynoptics } from './synoptics/synoptic-repository';
import type { Transactions } from './tenant-transaction';

/**
 * What takes the place of a store's own repositories for somebody who is limited to units of a tenant: the same connections,
 * in transactions that are limited by the database. Made for one question, of repositories that keep nothing. Services that
 * live longer, and what is not replaced here, are of the whole store; operations that use them say themselves how they keep
 * to units (nodes/_kit).
 */
export function limitedParts(
  lanes: Readonly<Record<LaneName, Transactions>>,
  clock: Clock,
  units: readonly string[],
) {
  const read = lanes.read.limitedTo(units);
  const write = lanes.write.limitedTo(units);
  const bulk = lanes.bulk.limitedTo(units);
  return {
    plant: new PlantRepository(read),
    devices: new DeviceRepository(read),
    readings: new ReadingsQuery(read),
    history: new HistoryQuery(read, clock),
    exports: new ReadingsExport(bulk),
    commands: new StoredCommands(read),
    alarmRules: new StoredAlarmRules(read),
    alarms: new StoredAlarms(read, write),
    alarmJournal: new StoredAlarmJournal(read, bulk),
    anomalies: new StoredAnomalies(read),
    anomalySettings: new StoredAnomalySettings(read),
    synoptics: new StoredSynoptics(read),
  };
}
