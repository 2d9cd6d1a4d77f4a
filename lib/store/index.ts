export { startEmbedded, type EmbeddedDatabase } from './embedded/embedded';
export type { ExportPlan, ExportRequest, ReadingsExport } from './export/readings-export';
export type { PlantRepository, UnitWithSensors } from './plant-repository';
export type { LatestFilter, RangeQuery, ReadingsQuery, RecentSeries } from './readings-query';
export type { Rung, RungName } from './rung';
export { Store, openStore, type StoreOptions } from './store';
