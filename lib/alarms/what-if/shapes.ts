import { z } from 'zod';
import { Key } from '../../core/plant';
import { JOB_STATES } from '../../core/transfer';
import { LIMIT_LEVELS, PRIORITIES, SINGLE_LEVEL } from '../condition';
import { AlarmRuleInput } from '../rule';

/**
 * What-if: a rule that nobody has put into force yet, worked out over history. The question, the job that answers it in
 * the background, and the answer, as the API, the node and the dashboard see them.
 */
export const MAX_WHAT_IF_DAYS = 90;
export const USUAL_WHAT_IF_DAYS = 30;
/** Of an answer, newest first; further ones are counted only. */
export const MAX_WHAT_IF_EPISODES = 500;
export const MAX_WHAT_IF_BUCKETS = 200;
export const MAX_WHAT_IF_SOURCES = 10;

const DAY_MS = 86_400_000;
const Instant = z.iso.datetime({ offset: true });
const Value = z.union([z.number(), z.boolean(), z.string()]);
const Level = z
  .enum([...LIMIT_LEVELS, SINGLE_LEVEL])
  .describe('The worst limit that was passed; `active` for a rule with only one');
const Count = z.int().min(0);
const Seconds = z.number().min(0);

export const AlarmWhatIfInput = z
  .object({
    rule: AlarmRuleInput,
    days: z
      .int('must be a whole number of days')
      .min(1, 'must be 1 at least')
      .max(MAX_WHAT_IF_DAYS, `can be ${MAX_WHAT_IF_DAYS} at most`)
      .optional()
      .describe(
        `Length of the span, back from \`to\`; ${USUAL_WHAT_IF_DAYS} if neither it nor \`from\` is given`,
      ),
    from: Instant.optional().describe('First point in time, inclusive; instead of `days`'),
    to: Instant.optional().describe('Last point in time, exclusive; now if left out'),
  })
  .strict()
  .superRefine(({ days, from, to }, issues) => {
    const refuse = (path: string, message: string): void =>
      issues.addIssue({ code: 'custom', path: [path], message });
    if (from === undefined) return;
    if (days !== undefined) return refuse('days', 'cannot be given together with `from`');
    if (to === undefined) return;
    const length = Date.parse(to) - Date.parse(from);
    if (length <= 0) refuse('from', 'must be before `to`');
    else if (length > MAX_WHAT_IF_DAYS * DAY_MS)
      refuse('from', `must be at most ${MAX_WHAT_IF_DAYS} days before \`to\``);
  })
  .meta({
    id: 'AlarmWhatIfInput',
    description:
      'A rule as it would be, and over which history. With the key of a rule in force it is held against that one',
  });
export type AlarmWhatIfInput = z.output<typeof AlarmWhatIfInput>;

const byPriority = z.record(z.enum(PRIORITIES), Count);

/** What one rule would have done. */
export const AlarmWhatIfSide = z
  .object({
    announcements: Count.describe('Alarms that begin in the span; those of priority journal too'),
    standing: Count.describe(
      'Alarms that began before the span and lasted into it; not among the announcements',
    ),
    activeSeconds: Seconds.describe('Time in the span that alarms lasted, each on its own'),
    longestSeconds: Seconds.describe('The longest of them, as far as it lies in the span'),
    shareInAlarm: z
      .number()
      .min(0)
      .max(1)
      .describe('Share of the span in which at least one of them was active'),
    byPriority: byPriority.describe('Announcements by their worst priority'),
    byLevel: z
      .partialRecord(z.enum([...LIMIT_LEVELS, SINGLE_LEVEL]), Count)
      .describe('Announcements by the worst limit that they came to'),
    peakPer10Minutes: Count.describe(
      'Most announcements in ten minutes (EEMUA 191: up to 10 can be handled)',
    ),
    floods: Count.describe('Times that more than ten came in ten minutes, until fewer than five did'),
    chatteringSources: Count.describe('Sources with three announcements within a minute'),
    fleeting: Count.describe('Alarms that were over within ten seconds'),
    complete: z
      .boolean()
      .describe(
        'False: so many that only the first are in times, levels and comparison; `announcements` is exact',
      ),
  })
  .meta({ id: 'AlarmWhatIfSide', description: 'What one rule would have done' });
export type AlarmWhatIfSide = z.output<typeof AlarmWhatIfSide>;

export const AlarmWhatIfComparison = z
  .object({
    kept: Count.describe(
      'Alarms of the rule in force that share a moment with one of the draft’s on the same source',
    ),
    keptAs: Count.describe('How many of the draft’s those are: one long one may stand for several'),
    removed: Count.describe('Alarms of the rule in force that the draft would not have raised'),
    added: Count.describe('Alarms of the draft that the rule in force did not raise'),
  })
  .meta({ id: 'AlarmWhatIfComparison' });

const Source = {
  unit: Key.optional(),
  sensor: Key.optional(),
  unitName: z.string().optional(),
  sensorName: z.string().optional(),
};

export const AlarmWhatIfEpisode = z
  .object({
    ...Source,
    uom: z.string().optional().describe('Unit of measure of the sensor'),
    decimals: z.int().optional().describe('Decimal places shown'),
    in: z
      .enum(['both', 'draft', 'current'])
      .describe('Whose alarm it is; the times of one in both are the draft’s'),
    from: Instant.describe(
      'When it is announced, in the field’s time; before the span for one that stood already',
    ),
    to: Instant.nullable().describe('When it returns; null: it still lasts at the end of the span'),
    current: z
      .object({
        alarms: Count.describe('How many of the rule in force share a moment with it'),
        from: Instant.describe('Begin of the first of them'),
        to: Instant.nullable().describe('End of the last; null: it still lasts'),
      })
      .optional()
      .describe('Of one in both: the same by the rule in force'),
    level: Level,
    priority: z.enum(PRIORITIES),
    limit: z.number().optional().describe('The limit of that level'),
    value: Value.optional().describe('Value when it was announced'),
    peak: z.number().optional().describe('Of a rule with limits: the value farthest beyond while it lasted'),
    message: z.string(),
  })
  .meta({ id: 'AlarmWhatIfEpisode', description: 'One alarm from its announcement to its return' });
export type AlarmWhatIfEpisode = z.output<typeof AlarmWhatIfEpisode>;

const bucketPart = {
  announcements: Count,
  activeSeconds: Seconds.describe('Time that alarms lasted in it, each on its own'),
};

export const AlarmWhatIfTimeline = z
  .object({
    bucketSeconds: z.int().min(1).describe('Length of a bucket'),
    buckets: z
      .array(
        z.object({
          at: Instant.describe('Begin of the bucket; the first may begin before the span'),
          draft: z.object(bucketPart),
          current: z.object(bucketPart).optional().describe('Absent where no rule is in force'),
        }),
      )
      .max(MAX_WHAT_IF_BUCKETS)
      .describe('All of the span, oldest first, those without an alarm too'),
  })
  .meta({ id: 'AlarmWhatIfTimeline' });
export type AlarmWhatIfTimeline = z.output<typeof AlarmWhatIfTimeline>;

export const AlarmWhatIfResult = z
  .object({
    from: Instant.describe(
      'First point in time that was replayed: later than asked for where readings are gone',
    ),
    to: Instant,
    sensors: Count.describe('Sensors that were read, also those that conditions and expressions look at'),
    alarms: Count.describe('Sources that the draft is on: each has an alarm of its own'),
    readings: Count,
    firstReading: Instant.optional(),
    lastReading: Instant.optional(),
    resolution: z
      .literal('raw')
      .describe('Every reading as it was stored, with its quality; nothing is thinned out'),
    draft: AlarmWhatIfSide,
    current: AlarmWhatIfSide.optional().describe(
      'The rule in force with the same key, over the same readings',
    ),
    comparison: AlarmWhatIfComparison.optional().describe('Absent where no rule is in force'),
    journalled: z
      .object({
        announcements: Count.describe(
          'Alarms of the rule in force that really were announced, by the journal',
        ),
        ruleChangedAt: Instant.optional().describe(
          'The rule was made or changed in the span: what was before is another rule’s doing',
        ),
      })
      .optional()
      .describe('What really happened; near `current.announcements` where the replay is like reality'),
    timeline: AlarmWhatIfTimeline,
    topSources: z
      .array(z.object({ ...Source, draft: Count, current: Count.optional() }))
      .max(MAX_WHAT_IF_SOURCES)
      .describe('Sources with most announcements of either rule, most first'),
    episodes: z.object({
      items: z.array(AlarmWhatIfEpisode).max(MAX_WHAT_IF_EPISODES).describe('Newest first'),
      left: Count.describe('Older ones that are not in the list'),
    }),
    notes: z.array(z.string()).describe('What has to be known to read the figures, a sentence each'),
  })
  .meta({
    id: 'AlarmWhatIfResult',
    description: 'What the draft would have done, and what the rule in force did',
  });
export type AlarmWhatIfResult = z.output<typeof AlarmWhatIfResult>;

/** As it was asked for, with the defaults. */
const AskedRule = AlarmRuleInput.strip().meta({ id: 'AlarmWhatIfRule' });

export const AlarmWhatIf = z
  .object({
    id: z.string(),
    state: z.enum(JOB_STATES),
    progress: z.number().min(0).max(1).describe('Share of the span that is replayed'),
    readings: Count.describe('Replayed so far'),
    createdAt: Instant,
    createdBy: z.string().describe('User name, or `flow`'),
    startedAt: Instant.optional(),
    finishedAt: Instant.optional(),
    expiresAt: Instant.optional().describe('When it is removed by itself'),
    question: z.object({
      rule: AskedRule,
      from: Instant.describe('As asked for'),
      to: Instant,
    }),
    error: z
      .object({ message: z.string(), field: z.string().optional(), advice: z.string().optional() })
      .optional()
      .describe('Why it failed; `field` is a path in the question, e.g. rule.condition.limits'),
    result: AlarmWhatIfResult.optional().describe('Once it is done; not in lists'),
  })
  .meta({
    id: 'AlarmWhatIf',
    description: 'A what-if of an alarm rule: a job in the background, and its answer',
  });
export type AlarmWhatIf = z.output<typeof AlarmWhatIf>;

export const AlarmWhatIfList = z.object({ items: z.array(AlarmWhatIf) }).meta({ id: 'AlarmWhatIfList' });
