export { ACTION_PERMISSIONS, type AlarmActionRequest } from './actions';
export {
  CONDITION_KINDS,
  Condition,
  LIMIT_LEVELS,
  PRIORITIES,
  SINGLE_LEVEL,
  type ConditionKind,
  type Level,
  type LimitLevel,
  type Priority,
} from './condition';
export { AlarmEngine, DEFAULT_WINDOW_MS, type ActionResult, type AlarmEngineOptions } from './engine';
export { FLOOD_BEGINS_ABOVE, FLOOD_ENDS_BELOW, FLOOD_WINDOW_MS, FloodWatch, type FloodChange } from './flood';
export { stateDiagram } from './diagram';
export {
  AlarmMetrics,
  CHATTERING_MS,
  CHATTERING_TIMES,
  FLEETING_MS,
  STALE_MS,
  metricsOf,
  withoutWithdrawn,
  type AlarmMetricsReport,
  type BadActor,
} from './metrics';
export { METRIC_TARGETS, type MetricFigure, type MetricId, type Rating } from './metric-targets';
export { PLACEHOLDERS } from './message';
export * from './ports';
export type { Occurrence } from './occurrences';
export {
  MAX_REPLAYED_ALARMS,
  replay,
  type ReplayOptions,
  type ReplayResult,
  type ReplaySide,
} from './replay';
export {
  AlarmRuleInput,
  AlarmRulePatch,
  AppliesTo,
  COMMENTED_ACTIONS,
  Enable,
  MAX_COMMENT_LENGTH,
  Schedule,
  WEEKDAYS,
  type AlarmRuleDraft,
} from './rule';
export { ruleFaults, type RuleFault } from './rule-faults';
export type { EngineSnapshot } from './snapshot';
export {
  ACTIONS,
  ALARM_EVENTS,
  ALARM_STATES,
  TRANSITIONS,
  isAnnounced,
  isCovered,
  isUnacknowledged,
  type AlarmAction,
  type AlarmEvent,
  type AlarmState,
} from './state-machine';
export { instanceId } from './targets';
export { answerOf, type AnswerFacts } from './what-if/answer';
export { MAX_WHAT_IF_ALARMS, MAX_WHAT_IF_SENSORS, planWhatIf, type WhatIfPlan } from './what-if/plan';
export * from './what-if/shapes';
