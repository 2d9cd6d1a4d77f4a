import { ThermaCoreError } from '../../core/errors';

/** Where a plant stands in a unified namespace: the levels of ISA-95 (IEC 62264-1 §5.3), and what the data are. */
export interface UnsPlace {
  /** `enterprise/site/area/line`: one level at least; {tenant} and {unit} stand for those of a reading. */
  readonly location: string;
  /** What a message is, as consumers agreed on it; begins with _. */
  readonly contract: string;
}

/** The root of such topics: the convention of the United Manufacturing Hub, version 1. */
const ROOT = 'umh/v1';
const MAX_LEVELS = 8;
const LEVEL = /^(\{tenant\}|\{unit\}|[A-Za-z0-9.-][A-Za-z0-9._-]*)$/;

/**
 * The pattern of topics in a unified namespace, for `topicFiller`: location, contract, and then what is left to tell a
 * sensor by. Throws `configuration` naming the field.
 */
export function unsTemplate({ location, contract }: UnsPlace): string {
  const levels = location.split('/');
  const broken = levels.find((level) => !LEVEL.test(level));
  if (broken !== undefined || levels.length > MAX_LEVELS)
    throw new ThermaCoreError(
      'configuration',
      broken === undefined
        ? `location: has more than ${MAX_LEVELS} levels.`
        : `location: "${broken}" is no level: letters, digits, ".", "_" and "-", and no "_" in front.`,
      { field: 'location', advice: 'Write for example acme/vienna/{tenant}/{unit}.' },
    );
  if (!/^_[A-Za-z0-9-]{1,64}$/.test(contract))
    throw new ThermaCoreError(
      'configuration',
      `contract: "${contract}" is none: "_", then letters, digits and "-".`,
      {
        field: 'contract',
        advice: 'Write for example _historian.',
      },
    );
  const path = levels.includes('{unit}') ? '{sensor}' : '{unit}/{sensor}';
  return `${ROOT}/${location}/${contract}/${path}`;
}
