export { startEmbedded, type EmbeddedDatabase } from './embedded/embedded';
export type { HistoryQuery } from './history/history-query';
export type { PlantRepository, UnitWithSensors } from './plant-repository';
export type { LatestFilter, RangeQuery, ReadingsQuery, RecentSeries } from './readings-query';
export type { Rung, RungName } from './rung';
export { Store, openStore, type StoreOptions } from './store';
