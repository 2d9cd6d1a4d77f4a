export { DETECTORS, SENSOR_DETECTORS, type Band, type DetectorName } from './detectors/detector';
export { type Episode, type EpisodeEvent } from './episode';
export { NO_FEEDBACK, learnFeedback, type Feedback, type Judgement } from './feedback';
export type {
  AnomalyFilter,
  AnomalyModelRepository,
  AnomalyRecord,
  AnomalyRepository,
  AnomalySettingsRepository,
  SettingsPlace,
  StoredSettings,
} from './ports';
export { SensorModel } from './sensor-model';
export { AnomalySettings, AnomalySettingsInput, DEFAULT_SETTINGS, merged, checkSettings } from './settings';
export { UnitModel } from './unit-model';
export { Watch, type SavedModel, type Verdict, type WatchedPlant, type WatchedSensor } from './watch';
