export { startEmbedded, type EmbeddedDatabase } from './embedded/embedded';
export type { ExportPlan, ExportRequest, ReadingsExport } from './export/readings-export';
export type { HistoryQuery } from './history/history-query';
export { peekEmbedded } from './embedded/peek';
export { inspectDatabase, type Inspection } from './inspect';
export { fitSizes } from './lanes';
export { lift, type LiftReport } from './lift/lift';
export type { Maintenance, Outcome, TaskStatus } from './maintenance';
export type { PlantRepository, UnitWithSensors } from './plant-repository';
export type { LatestFilter, ReadingsQuery, RecentSeries } from './readings-query';
export {
  RETENTION_CLASSES,
  type Retention,
  type RetentionClass,
  type RetentionOfClass,
  type RetentionOfTenant,
} from './rollups/retention';
export type { Rung, RungName } from './rung';
export { Store, openStore, type StoreOptions } from './store';
