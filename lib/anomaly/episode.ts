import type { Band, DetectorName } from './detectors/detector';
import type { SensorModel } from './sensor-model';

/** Readings below half of the limit before an anomaly counts as over. */
const CALM = 5;
/** What is surer by less tells nothing new: the step back from a spike must not take the place of the spike. */
const NOTABLE = 0.01;

/** A stretch of time in which a sensor did not behave. Times in epoch ms, of the field; values in its unit of measure. */
export interface Episode {
  readonly unit: string;
  readonly sensor: string;
  readonly from: number;
  /** Of the last unusual reading. */
  to: number;
  /** Its confidence when it was surest, 0 to 1, and what was measured and expected then. */
  confidence: number;
  detector: DetectorName;
  /** In the detector's own measure. */
  strength: number;
  observed: number;
  expected: Band;
  /** Unusual readings. */
  readings: number;
  open: boolean;
}

export type EpisodeEvent = 'begin' | 'worse' | 'end';

/** Puts unusual readings that follow each other together. */
export class Episodes {
  current: Episode | undefined;
  private calm = 0;

  constructor(
    private readonly unit: string,
    private readonly sensor: string,
  ) {}

  /** After `model` has observed `value`. Answers with what became of the episode, if anything did. */
  next(
    { confidence, detector, strength, band, settings }: SensorModel,
    value: number,
    at: number,
  ): EpisodeEvent | undefined {
    const { current } = this;
    if (confidence < settings.limit || detector === undefined) {
      if (!current) return undefined;
      this.calm = confidence < settings.limit / 2 ? this.calm + 1 : 0;
      return this.calm >= CALM ? this.end() : undefined;
    }
    this.calm = 0;
    const peak = { confidence, detector, strength, observed: value, expected: band };
    if (!current) {
      const { unit, sensor } = this;
      this.current = { unit, sensor, from: at, to: at, ...peak, readings: 1, open: true };
      return 'begin';
    }
    current.to = at;
    current.readings++;
    if (confidence < current.confidence + NOTABLE) return undefined;
    Object.assign(current, peak);
    return 'worse';
  }

  /** Also of a sensor that is not watched any more. */
  end(): EpisodeEvent | undefined {
    if (!this.current) return undefined;
    this.current.open = false;
    this.calm = 0;
    return 'end';
  }

  /** After `end` was told. */
  clear(): void {
    this.current = undefined;
  }
}
