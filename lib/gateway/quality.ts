import type { Kind } from '../connectors/dnp3/kinds';
import { flagsOf, judge as judgeFlags } from '../connectors/dnp3/quality';
import { CODES, judge as judgeStatus, statusNameOf } from '../connectors/opcua/status';
import { QUALITY, codeOf, qualityOf } from '../connectors/sparkplug/quality';
import {
  packQuality,
  unpackQuality,
  worstQuality,
  type QualityClass,
  type QualityFlag,
} from '../core/quality';
import { targetType, type TargetProtocol } from './types';

/** Class and flags, as readings have them. */
export interface Judged {
  readonly quality: QualityClass;
  readonly flags?: readonly QualityFlag[];
}

/** How a protocol says a quality: as one number, and what that number says to whoever reads it. */
export interface QualityCode {
  code(judged: Judged): number;
  judged(code: number): Judged;
}

const NO_FLAGS: readonly QualityFlag[] = [];

const STATUS_CODE: QualityCode = {
  code: ({ quality, flags }) => CODES[statusNameOf(quality, flags)],
  judged: judgeStatus,
};

const flagOctet = (kind: Kind): QualityCode => ({
  code: ({ quality, flags }) => flagsOf(kind, quality, flags),
  judged: (octet) => judgeFlags(kind, octet),
});

const SPARKPLUG: QualityCode = {
  code: ({ quality, flags = NO_FLAGS }) => codeOf({ quality, flags }) ?? QUALITY.good,
  judged: (code) => qualityOf({ Quality: code }),
};

/**
 * A register says nothing but its value: what is bad is answered with exception 4, which whoever reads takes for a broken
 * device, and anything else is as good as its being there.
 */
const ANSWER: QualityCode = {
  code: ({ quality }) => (quality === 'bad' ? 4 : 0),
  judged: (exception) =>
    exception === 0 ? { quality: 'good' } : { quality: 'bad', flags: ['sensor-failure'] },
};

/** All there is to say, in 15 bits: what a status register of Modbus has, and MQTT says in words. */
const WORD: QualityCode = {
  code: ({ quality, flags }) => packQuality(quality, flags),
  judged: unpackQuality,
};

/** The word of a status register: 0 is good; bits 0 and 1 the class, bit 2 upwards the flags (core/quality). */
export const statusWord = (judged: Judged): number => WORD.code(judged);

/** How the type of a protocol says a quality; an octet string of DNP3 has no flags. */
export function qualityCode(protocol: TargetProtocol, type: string): QualityCode {
  switch (protocol) {
    case 'opcua':
      return STATUS_CODE;
    case 'dnp3':
      return flagOctet(targetType(protocol, type)?.dnp3?.kind ?? 'analog-input');
    case 'sparkplug':
      return SPARKPLUG;
    case 'modbus':
      return ANSWER;
    case 'mqtt':
      return WORD;
  }
}

/** Says it so that the target's own words for it are no better than it is. */
export type Told = (judged: Judged) => Judged;

const asIs: Told = (judged) => judged;

/** What makes a value of DNP3 uncertain, where nothing else does: a reference that is off, and a count with a gap. */
const UNCERTAIN_FLAG: Partial<Record<Kind, QualityFlag>> = {
  'analog-input': 'sensor-failure',
  'analog-output': 'sensor-failure',
  counter: 'overflow',
  'frozen-counter': 'overflow',
};

/** DNP3 has one bit for both ends of the range, and none for a value that is uncertain without a reason. */
const toDnp3 =
  (kind: Kind): Told =>
  ({ quality, flags = NO_FLAGS }) => {
    const said = flags.includes('under-range') && !flags.includes('over-range') ? [...flags, 'over-range' as const] : flags; // prettier-ignore
    const seen = judgeFlags(kind, flagsOf(kind, quality, said)).quality;
    if (worstQuality(seen, quality) === seen) return { quality, flags: said };
    const flag = UNCERTAIN_FLAG[kind];
    return flag === undefined ? { quality: 'bad', flags: said } : { quality, flags: [...said, flag] };
  };

/** Called only for what is not plainly good. */
export function toldQuality(protocol: TargetProtocol, type: string): Told {
  const kind = protocol === 'dnp3' ? targetType(protocol, type)?.dnp3?.kind : undefined;
  return kind === undefined || kind === 'octet-string' ? asIs : toDnp3(kind);
}
