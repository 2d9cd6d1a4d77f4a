export type { AlarmHit } from './alarm-patterns';
export { QUALITY_WEIGHTS, dataQuality, type QualityScore } from './data-quality';
export { PERFORMANCE_WEIGHTS, performanceOf } from './performance';
export { numbersOf, spreadOf } from './series';
export type { Limit, Order, TaskName, Tasks } from './tasks';
