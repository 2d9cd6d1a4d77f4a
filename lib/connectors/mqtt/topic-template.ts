import { ThermaCoreError } from '../../core/errors';
import { isKey } from '../../core/ids';

/** Where the parts of a reading stand in a topic such as `plant/aqua/{unit}/{sensor}`. */
export interface TopicPlace {
  readonly unit: string | undefined;
  readonly sensor: string | undefined;
}

type Level =
  { readonly kind: 'literal'; readonly text: string } | { readonly kind: 'any' | 'unit' | 'sensor' };

const MAX_CACHED = 50_000;

const invalid = (template: string, message: string): ThermaCoreError =>
  new ThermaCoreError('configuration', `topic: "${template}" ${message}.`, {
    field: 'topic',
    advice: 'Write for example plant/aqua/{unit}/{sensor}.',
  });

function parseLevel(template: string, text: string): Level {
  switch (text) {
    case '{unit}':
      return { kind: 'unit' };
    case '{sensor}':
      return { kind: 'sensor' };
    case '+':
      return { kind: 'any' };
    default:
  }
  if (/[{}]/.test(text))
    throw invalid(template, `has "${text}": a level is {unit}, {sensor}, + or plain text`);
  if (/[+#]/.test(text)) throw invalid(template, 'mixes a wildcard with text in one level');
  return { kind: 'literal', text };
}

/**
 * A topic pattern with named levels: gives the MQTT topic filter (MQTT 3.1.1 §4.7), finds unit and sensor in an
 * incoming topic, and makes a topic for an outgoing reading. A tenant is never taken from a topic.
 */
export class TopicTemplate {
  /** The filter to subscribe to, without any shared-subscription prefix. */
  readonly filter: string;
  private readonly levels: readonly Level[];
  private readonly open: boolean;
  private readonly cache = new Map<string, TopicPlace | null>();

  /** Throws `configuration` naming the field `topic`. */
  constructor(readonly text: string) {
    const parts = text.split('/');
    if (text === '') throw invalid(text, 'is empty');
    this.open = parts.at(-1) === '#';
    if (this.open) parts.pop();
    this.levels = parts.map((part) => parseLevel(text, part));
    for (const kind of ['unit', 'sensor'] as const)
      if (this.levels.filter((level) => level.kind === kind).length > 1)
        throw invalid(text, `names {${kind}} twice`);
    this.filter = [
      ...this.levels.map((level) => (level.kind === 'literal' ? level.text : '+')),
      ...(this.open ? ['#'] : []),
    ].join('/');
  }

  /** Unit and sensor of a topic, or undefined if it does not match or they are not keys. */
  match(topic: string): TopicPlace | undefined {
    let place = this.cache.get(topic);
    if (place === undefined) {
      place = this.find(topic) ?? null;
      // Topics are few and come again and again; a device that invents them must not grow this without end.
      if (this.cache.size >= MAX_CACHED) this.cache.clear();
      this.cache.set(topic, place);
    }
    return place ?? undefined;
  }

  private find(topic: string): TopicPlace | undefined {
    const parts = topic.split('/');
    if (this.open ? parts.length < this.levels.length : parts.length !== this.levels.length) return undefined;
    let unit: string | undefined;
    let sensor: string | undefined;
    for (const [i, level] of this.levels.entries()) {
      const part = parts[i] ?? '';
      if (level.kind === 'literal' && level.text !== part) return undefined;
      if (level.kind === 'unit' || level.kind === 'sensor') {
        if (!isKey(part)) return undefined;
        if (level.kind === 'unit') unit = part;
        else sensor = part;
      }
    }
    return { unit, sensor };
  }
}

const PLACEHOLDER = /\{(tenant|unit|sensor)\}/g;

/** A function that fills `plant/{tenant}/{unit}/{sensor}`. Throws `configuration` for other placeholders or wildcards. */
export function topicFiller(
  template: string,
): (place: { tenant: string; unit: string; sensor: string }) => string {
  const rest = template.replace(PLACEHOLDER, '');
  if (rest.includes('{') || rest.includes('}'))
    throw invalid(template, 'has a placeholder other than {tenant}, {unit} and {sensor}');
  if (/[+#]/.test(rest)) throw invalid(template, 'has a wildcard, and one cannot publish to a wildcard');
  if (template === '') throw invalid(template, 'is empty');
  return (place) => template.replace(PLACEHOLDER, (_, name: 'tenant' | 'unit' | 'sensor') => place[name]);
}
