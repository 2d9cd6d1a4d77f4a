export type EventClass = 1 | 2 | 3;
export type DataClass = 0 | EventClass;

/** One value for each class of events. */
export type PerClass<T> = Readonly<Record<EventClass, T>>;

/**
 * How the outstation's clock is set when it asks for it (IIN1.4): by recording the moment and writing its time (`lan`),
 * by measuring the delay of the line (`non-lan`), or by writing the time alone, for devices that know neither.
 */
export type TimeSync = 'lan' | 'non-lan' | 'direct-write' | 'off';

export interface MasterConfig {
  /** Link addresses, from 0 to 65519. */
  readonly local: number;
  readonly remote: number;
  /** Ms until a request counts as unanswered, from 1. */
  readonly responseTimeoutMs: number;
  /** How often a request that may be repeated is sent again when nobody answers, from 0. */
  readonly retries: number;
  /** Ms between integrity polls; 0: only when there is need. */
  readonly integrityPeriodMs: number;
  /** Ms between polls of a class; 0: none. */
  readonly classPeriodsMs: PerClass<number>;
  /** Moves the polls of this outstation, so that those of many do not fall together; ms, from 0. */
  readonly phaseMs: number;
  /** Classes that the outstation may report by itself. */
  readonly unsolicited: PerClass<boolean>;
  /** Nothing is sent but what users ask for, whatever the outstation indicates: for somebody who only looks. */
  readonly passive: boolean;
  readonly startup: {
    readonly disableUnsolicited: boolean;
    readonly integrity: boolean;
  };
  readonly timeSync: TimeSync;
  /** Ms within which measurements must be settled; after that they are not confirmed. */
  readonly storedTimeoutMs: number;
  /** Ms that a request of a user waits for its turn at most. */
  readonly requestWaitMs: number;
  readonly maxQueuedRequests: number;
  /** Ms that polls rest after the outstation was silent: the first time, and at most, doubling between the two. */
  readonly restMs: { readonly first: number; readonly most: number };
  /** Octets of the longest fragment that is taken, and written. */
  readonly maxReceiveFragment: number;
  /** Ms without anything received until the link's status is asked for; 0: never. */
  readonly keepAliveMs: number;
  /** User data is confirmed by the link layer. */
  readonly linkConfirmed: boolean;
  /** Ms until a link frame counts as unanswered, and how often it is sent again. */
  readonly linkTimeoutMs: number;
  readonly linkRetries: number;
}

const DEFAULTS: MasterConfig = {
  local: 1,
  remote: 10,
  responseTimeoutMs: 5000,
  retries: 1,
  integrityPeriodMs: 0,
  classPeriodsMs: { 1: 0, 2: 0, 3: 0 },
  phaseMs: 0,
  unsolicited: { 1: true, 2: true, 3: true },
  passive: false,
  startup: { disableUnsolicited: true, integrity: true },
  timeSync: 'lan',
  storedTimeoutMs: 4000,
  requestWaitMs: 10_000,
  maxQueuedRequests: 16,
  restMs: { first: 1000, most: 60_000 },
  maxReceiveFragment: 2048,
  keepAliveMs: 60_000,
  linkConfirmed: false,
  linkTimeoutMs: 1000,
  linkRetries: 2,
};

const DAY_MS = 86_400_000;
const LAST_ADDRESS = 0xffef;

type Numbers = { [K in keyof MasterConfig as MasterConfig[K] extends number ? K : never]: MasterConfig[K] };

const RANGES: Readonly<Record<keyof Numbers, readonly [least: number, most: number]>> = {
  local: [0, LAST_ADDRESS],
  remote: [0, LAST_ADDRESS],
  responseTimeoutMs: [1, DAY_MS],
  retries: [0, 100],
  integrityPeriodMs: [0, 366 * DAY_MS],
  phaseMs: [0, 366 * DAY_MS],
  storedTimeoutMs: [1, DAY_MS],
  requestWaitMs: [1, DAY_MS],
  maxQueuedRequests: [1, 1000],
  maxReceiveFragment: [249, 65_535],
  keepAliveMs: [0, DAY_MS],
  linkTimeoutMs: [1, DAY_MS],
  linkRetries: [0, 100],
};

/** What is not given is the default's. Throws a RangeError that names the option and its range. */
export function masterConfig(given: Partial<MasterConfig> = {}): MasterConfig {
  const config = { ...DEFAULTS, ...given };
  for (const [name, range] of Object.entries(RANGES)) check(name, config[name as keyof Numbers], range);
  for (const of of [1, 2, 3] as const)
    check(`classPeriodsMs ${of}`, config.classPeriodsMs[of], [0, 366 * DAY_MS]);
  check('restMs first', config.restMs.first, [1, DAY_MS]);
  check('restMs most', config.restMs.most, [config.restMs.first, DAY_MS]);
  return config;
}

function check(name: string, value: number, [least, most]: readonly [number, number]): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new RangeError(`${name} is ${value}: it must be a whole number from ${least} to ${most}`);
}
