import type { AttributeValue } from '../app/fragment';
import { DEFAULT_FRAGMENT_OCTETS } from '../app/writer';

/** A device attribute of the standard's set (group 0, set 0). */
export interface DeviceAttribute {
  /** From 1 to 253. */
  readonly variation: number;
  readonly value: AttributeValue;
  /** Whether a master may write it; default not. */
  readonly writable?: boolean;
}

/** How an outstation behaves towards one master. Times in ms. */
export interface OutstationConfig {
  /** How long a response waits for its CONFIRM, 1 to 3,600,000. */
  readonly confirmTimeoutMs: number;
  /** How long after its SELECT an OPERATE is taken, 1 to 3,600,000. */
  readonly selectTimeoutMs: number;
  /** How long the application may take over controls before the outstation answers for it, 1 to 60,000. */
  readonly controlTimeoutMs: number;
  /** Controls of one request, 1 to 255. */
  readonly maxControls: number;
  /** Octets of a response, 300 to 65,535. */
  readonly maxTransmitFragment: number;
  /** Events of each group that are kept, 1 to 1,000,000; a number for all, or by event group (default 1,000). */
  readonly eventBuffer: number | Readonly<Record<number, number>>;
  /** Whether there are unsolicited responses; without them functions 20 and 21 are refused. */
  readonly unsolicited: boolean;
  /** Classes that are reported unsolicited before the master enables any. */
  readonly unsolicitedClasses: readonly (1 | 2 | 3)[];
  /** How often an unsolicited response is sent again before a pause, 0 to 1,000. */
  readonly unsolicitedRetries: number;
  /** The pause after that. It doubles with every series in vain, up to `unsolicitedMaxPauseMs`. */
  readonly unsolicitedPauseMs: number;
  readonly unsolicitedMaxPauseMs: number;
  /** How long the first event waits for others to go with it, 0 to 60,000. */
  readonly unsolicitedHoldMs: number;
  /** Whether the master is to set the clock (IIN1.4). */
  readonly needTime: boolean;
  /** After which time the clock is to be set again; 0: never. */
  readonly timeValidMs: number;
  /** How long a restart takes, 0 to 65,535,000; undefined: the function is not supported. */
  readonly coldRestartMs: number | undefined;
  readonly warmRestartMs: number | undefined;
  readonly attributes: readonly DeviceAttribute[];
}

export type OutstationOptions = Partial<OutstationConfig>;

const DEFAULTS: OutstationConfig = {
  confirmTimeoutMs: 5_000,
  selectTimeoutMs: 10_000,
  controlTimeoutMs: 2_000,
  maxControls: 16,
  maxTransmitFragment: DEFAULT_FRAGMENT_OCTETS,
  eventBuffer: 1_000,
  unsolicited: true,
  unsolicitedClasses: [],
  unsolicitedRetries: 3,
  unsolicitedPauseMs: 5_000,
  unsolicitedMaxPauseMs: 60_000,
  unsolicitedHoldMs: 0,
  needTime: true,
  timeValidMs: 0,
  coldRestartMs: undefined,
  warmRestartMs: undefined,
  attributes: [],
};

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const RANGES = {
  confirmTimeoutMs: [1, HOUR_MS],
  selectTimeoutMs: [1, HOUR_MS],
  controlTimeoutMs: [1, 60_000],
  maxControls: [1, 255],
  maxTransmitFragment: [300, 65_535],
  unsolicitedRetries: [0, 1_000],
  unsolicitedPauseMs: [0, HOUR_MS],
  unsolicitedMaxPauseMs: [0, DAY_MS],
  unsolicitedHoldMs: [0, 60_000],
  timeValidMs: [0, 366 * DAY_MS],
  coldRestartMs: [0, 65_535_000],
  warmRestartMs: [0, 65_535_000],
} as const;

const DEFAULT_EVENTS = 1_000;
const MOST_EVENTS = 1_000_000;

/** Fills in the defaults. Throws a RangeError that names the option and its range. */
export function outstationConfig(options: OutstationOptions): OutstationConfig {
  const config = { ...DEFAULTS, ...options };
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const value = config[name as keyof typeof RANGES];
    if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most))
      throw new RangeError(`${name} is ${value}: it must be a whole number from ${least} to ${most}`);
  }
  const { eventBuffer, attributes } = config;
  for (const bound of typeof eventBuffer === 'number' ? [eventBuffer] : Object.values(eventBuffer))
    if (!(Number.isInteger(bound) && bound >= 1 && bound <= MOST_EVENTS))
      throw new RangeError(`eventBuffer is ${bound}: it must be a whole number from 1 to ${MOST_EVENTS}`);
  for (const { variation } of attributes)
    if (!(Number.isInteger(variation) && variation >= 1 && variation <= 253))
      throw new RangeError(`attributes: ${variation} is no attribute, they are 1 to 253`);
  return config;
}

export function eventBound({ eventBuffer }: OutstationConfig, group: number): number {
  return typeof eventBuffer === 'number' ? eventBuffer : (eventBuffer[group] ?? DEFAULT_EVENTS);
}
