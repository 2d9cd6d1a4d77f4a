export { BoundedMap } from './bounded-map';
export { Detection, Habits } from './detection';
export {
  BLOCK_KINDS,
  SEVERITIES,
  type BlockKind,
  type Detector,
  type Finding,
  type Severity,
} from './detector';
export { AUTO_BLOCK_MINUTES, DETECTORS } from './detectors';
export { EVENT_KINDS, PROTOCOLS, SecurityEvent, nobodyListens, type Protocol, type SecurityEvents, type SecurityReport } from './event'; // prettier-ignore
export { WorkingHours } from './working-hours';
export { BlockedList, canonicalAddress, isNetwork, networksOf } from './block-list';
export { IncidentBook, QUIET_MS } from './incident-book';
export type * from './ports';
