export { Convert, ConvertRules } from './convert';
export { Deadband, DeadbandConfig } from './deadband';
export { Deliveries } from './delivery';
export type { ReadingSink, SensorDirectory, SensorEntry, WriteResult } from './ports';
export { Recorder, type RecorderStatus, type RefusedReading } from './recorder';
export { RejectionCounter } from './rejections';
export { Scope, admissionFault, type Quota, type ScopeResult } from './scope';
export { Spool } from './spool';
