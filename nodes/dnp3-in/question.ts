import { z } from 'zod';
import { DECODE_LEVELS, type DecodeLevel, type Dnp3Request } from '../../lib/connectors/dnp3/spec';
import { parseAt } from '../_kit/parse';
import type { FlowMessage } from '../_kit/register';

/** What goes into one request; a fragment has no room for more. */
const MOST = 1000;
/** DNP3 times have 48 bits. */
const LAST_MS = 2 ** 48 - 1;

const whole = (most: number) => z.int().min(0).max(most);
const Index = whole(0xffff);
const EventClasses = z
  .array(z.union([z.literal(1), z.literal(2), z.literal(3)], 'must be 1, 2 or 3'))
  .min(1)
  .max(3);
const DataClass = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)], 'must be 0, 1, 2 or 3');
const Instant = z
  .union(
    [z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)), z.int()],
    'must be ISO 8601 with Z or an offset, or epoch ms',
  )
  .pipe(whole(LAST_MS));

const range = { start: Index.optional(), stop: Index.optional() };
type Range = { readonly start?: number | undefined; readonly stop?: number | undefined };

function checkRange<T extends Range>({ start, stop }: T, context: z.RefinementCtx): void {
  const issue = (path: string, message: string): void =>
    void context.addIssue({ code: 'custom', path: [path], message });
  if (stop === undefined) return;
  if (start === undefined) issue('start', 'is missing where stop is given');
  else if (stop < start) issue('stop', 'is before start');
}
const spanOf = ({ start, stop }: Range) => ({
  ...(start === undefined ? {} : { start }),
  ...(stop === undefined ? {} : { stop }),
});

const Header = z
  .strictObject({ group: whole(255), variation: whole(255).default(0), ...range })
  .superRefine(checkRange)
  .transform(({ group, variation, ...span }) => ({ group, variation, ...spanOf(span) }));
const Headers = z.array(Header).min(1).max(MOST);

const Freeze = z
  .strictObject({
    clear: z.boolean().default(false),
    ...range,
    at: Instant.optional(),
    intervalMs: whole(0xffff_ffff).optional(),
  })
  .superRefine((freeze, context) => {
    checkRange(freeze, context);
    const { clear, at, intervalMs } = freeze;
    const issue = (path: string, message: string): void =>
      void context.addIssue({ code: 'custom', path: [path], message });
    if (clear && at !== undefined)
      issue('clear', 'does not go with at: a freeze at a time leaves the counters as they are');
    if (intervalMs !== undefined && at === undefined) issue('intervalMs', 'belongs to at: give both or none');
  });

const Deadbands = z.strictObject({
  deadbands: z
    .array(z.strictObject({ index: Index, value: z.number().min(0) }))
    .min(1)
    .max(MOST),
  variation: z
    .union(
      [z.literal(1), z.literal(2), z.literal(3)],
      'must be 1 (16-bit), 2 (32-bit) or 3 (single-precision)',
    )
    .optional(),
});

const Decode = z.strictObject({
  level: z.enum(DECODE_LEVELS),
  seconds: z.int().min(1).max(3600).default(60),
});

/** An inject node without a payload sends an empty text. */
const orNothing = <T extends z.ZodType>(payload: T) =>
  z.preprocess((value) => (value === undefined || value === null || value === '' ? {} : value), payload);
const Nothing = orNothing(z.strictObject({}));
const about = <Topic extends string, T extends z.ZodType>(topic: Topic, payload: T) =>
  z.object({ topic: z.literal(topic), payload });

const TOPICS =
  'integrity, class, read, freeze, time, restart, assign-class, deadbands, attributes, unsolicited or decode';

/** What a message may ask of an outstation. */
const Question = z.discriminatedUnion(
  'topic',
  [
    about('integrity', Nothing),
    about('class', z.strictObject({ classes: z.array(DataClass).min(1).max(4) })),
    about('read', z.strictObject({ headers: Headers })),
    about('freeze', orNothing(Freeze)),
    about('time', Nothing),
    about('restart', orNothing(z.strictObject({ cold: z.boolean().default(false) }))),
    about('assign-class', z.strictObject({ class: DataClass, headers: Headers })),
    about('deadbands', Deadbands),
    about('attributes', Nothing),
    about('unsolicited', z.strictObject({ enable: z.boolean(), classes: EventClasses })),
    about('decode', Decode),
  ],
  { error: `must be ${TOPICS}` },
);
type Question = z.output<typeof Question>;

/** What is asked of the outstation, or a look at its line. */
export type Asked =
  | { readonly topic: string; readonly request: Dnp3Request }
  | { readonly topic: 'decode'; readonly level: DecodeLevel; readonly seconds: number };

const ADVICE =
  'Send for example the topic class with {"classes": [1, 2, 3]}; the help of the node lists them.';

/** The question of a message. Throws `invalid` that names the field. */
export function questionOf({ topic, payload }: FlowMessage): Asked {
  const question = parseAt(Question, { topic, payload }, 'msg', ADVICE);
  if (question.topic === 'decode') return { topic: 'decode', ...question.payload };
  return { topic: question.topic, request: requestOf(question) };
}

function requestOf(question: Exclude<Question, { topic: 'decode' }>): Dnp3Request {
  switch (question.topic) {
    case 'integrity':
      return { kind: 'classes', classes: [1, 2, 3, 0] };
    case 'class':
      return { kind: 'classes', ...question.payload };
    case 'freeze':
      return freezeOf(question.payload);
    case 'deadbands': {
      const { deadbands, variation = variationFor(deadbands) } = question.payload;
      return { kind: 'deadbands', deadbands, variation };
    }
    case 'read':
      return { kind: 'read', ...question.payload };
    case 'assign-class':
      return { kind: 'assign-class', ...question.payload };
    case 'restart':
      return { kind: 'restart', ...question.payload };
    case 'unsolicited':
      return { kind: 'unsolicited', ...question.payload };
    case 'time':
    case 'attributes':
      return { kind: question.topic };
  }
}

function freezeOf({ clear, at, intervalMs = 0, ...span }: z.output<typeof Freeze>): Dnp3Request {
  const timed = at === undefined ? {} : { at: { time: at, intervalMs } };
  return { kind: 'freeze', clear, noAck: false, ...timed, ...spanOf(span) };
}

/** The least of group 34 that holds all of them. */
function variationFor(deadbands: readonly { readonly value: number }[]): 1 | 2 | 3 {
  const holds = (most: number): boolean =>
    deadbands.every(({ value }) => Number.isInteger(value) && value <= most);
  if (holds(0xffff)) return 1;
  return holds(0xffff_ffff) ? 2 : 3;
}
