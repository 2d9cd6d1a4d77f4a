export { startEmbedded, type EmbeddedDatabase } from './embedded/embedded';
export { peekEmbedded } from './embedded/peek';
export { inspectDatabase, type Inspection } from './inspect';
export { fitSizes } from './lanes';
export type { PlantRepository, UnitWithSensors } from './plant-repository';
export type { LatestFilter, RangeQuery, ReadingsQuery, RecentSeries } from './readings-query';
export type { Rung, RungName } from './rung';
export { Store, openStore, type StoreOptions } from './store';
