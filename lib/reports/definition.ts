import { z } from 'zod';
import { patchOf } from '../core/patch';
import { Key, pageOf } from '../core/plant';
import { SensorPlace } from '../core/transfer';

/** What a report is made of, for whom, and when. */
export const SECTIONS = ['overview', 'alarms', 'energy', 'quality', 'trends'] as const;
export type SectionName = (typeof SECTIONS)[number];
export const REPORT_KINDS = ['daily-plant', 'alarm-performance', 'energy', 'data-quality', 'custom'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];
export const PERIODS = ['day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The sections of each kind, in order; those of `custom` are named. */
export const SECTIONS_OF: Readonly<Record<Exclude<ReportKind, 'custom'>, readonly SectionName[]>> = {
  'daily-plant': ['overview', 'alarms', 'energy', 'trends', 'quality'],
  'alarm-performance': ['alarms'],
  energy: ['energy', 'trends'],
  'data-quality': ['quality'],
};

export const REPORT_LIMITS = {
  units: 50,
  sensors: 24,
  kpis: 10,
  recipients: 10,
  /** Of a tenant. */
  reports: 100,
  /** Two times of a schedule are at least so far apart, in ms. */
  leastGapMs: 15 * 60_000,
  keepDays: 3660,
} as const;

const Kpi = z
  .object({
    name: z.string().trim().min(1).max(100).describe('Shown to people'),
    expression: z
      .string()
      .min(1)
      .max(1000)
      .describe(
        'As in GET /analytics/kpi: numbers, sensor("unit","sensor","mean"), hours, + - * / and brackets',
      ),
    uom: z.string().max(20).default('').describe('Unit of measure of the result'),
    decimals: z.int().min(0).max(6).default(1),
  })
  .strict();
export type ReportKpi = z.output<typeof Kpi>;

const ReportFields = z
  .object({
    key: Key,
    name: z.string().trim().min(1).max(200).describe('Title of the report'),
    enabled: z.boolean().default(true).describe('Off: no schedule counts; it can still be run'),
    kind: z.enum(REPORT_KINDS).default('daily-plant').describe('Decides the sections'),
    sections: z
      .array(z.enum(SECTIONS))
      .max(SECTIONS.length)
      .refine((names) => new Set(names).size === names.length, 'must name each section once')
      .default([])
      .describe('Of the kind `custom`, in order'),
    units: z.array(Key).max(REPORT_LIMITS.units).default([]).describe('Empty: all units'),
    sensors: z
      .array(SensorPlace)
      .max(REPORT_LIMITS.sensors)
      .default([])
      .describe('Whose course is drawn, as unit/sensor; empty: those with a normal band, some of each unit'),
    kpis: z.array(Kpi).max(REPORT_LIMITS.kpis).default([]).describe('Figures of the section on energy'),
    period: z
      .enum(PERIODS)
      .default('day')
      .describe('The last whole day, week or month before the report is made'),
    schedule: z
      .string()
      .trim()
      .max(100)
      .optional()
      .describe(
        'Cron, five fields, by the clock of the tenant, such as `0 6 * * *`; left out: only when it is asked for',
      ),
    language: z.enum(LANGUAGES).default('en'),
    recipients: z
      .array(Key)
      .max(REPORT_LIMITS.recipients)
      .default([])
      .describe('Notification targets of the channel email; empty: the report is only kept'),
    keepDays: z
      .int()
      .min(1)
      .max(REPORT_LIMITS.keepDays)
      .default(400)
      .describe('How long each report is kept'),
  })
  .strict();

const hasSections = ({ kind, sections }: { kind: ReportKind; sections: readonly string[] }): boolean =>
  kind !== 'custom' || sections.length > 0;
const NEEDS_SECTIONS = { path: ['sections'], message: 'must name a section at least, for the kind custom' };

export const ReportInput = ReportFields.refine(hasSections, NEEDS_SECTIONS).meta({ id: 'ReportInput' });
export type ReportInput = z.output<typeof ReportInput>;
export type ReportDraft = z.input<typeof ReportInput>;
export const REPORT_FIELDS = Object.keys(ReportFields.shape) as readonly (keyof ReportInput)[];

export const ReportPatch = patchOf(ReportFields.omit({ key: true }), ['schedule']).meta({
  id: 'ReportPatch',
  minProperties: 1,
});
export type ReportPatch = z.output<typeof ReportPatch>;

export const sectionsOf = ({
  kind,
  sections,
}: Pick<ReportInput, 'kind' | 'sections'>): readonly SectionName[] =>
  kind === 'custom' ? sections : SECTIONS_OF[kind];

const Instant = z.iso.datetime({ offset: true });

export const Report = z
  .object({
    ...ReportFields.shape,
    scheduleText: z.string().optional().describe('The schedule in words'),
    nextAt: Instant.optional().describe('When it is made next'),
    version: z.int().describe('Goes up by one with each change'),
    createdAt: Instant,
    createdBy: z.string().optional(),
    updatedAt: Instant,
    updatedBy: z.string().optional(),
  })
  .meta({ id: 'Report' });
export type Report = z.output<typeof Report>;
export const ReportList = pageOf(Report, 'ReportList');
