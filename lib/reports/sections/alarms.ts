import type { AlarmFacts, AlarmFigure } from '../facts';
import type { Format } from '../format';
import type { Block, Headline, Section, Table, Tone } from '../model';
import type { Words } from '../words';

const TONES: Readonly<Record<AlarmFigure['rating'], Tone>> = {
  good: 'good',
  manageable: 'watch',
  over: 'bad',
};
const SHARES = /share/;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Rows of a list that is longer. */
const MOST_FORGOTTEN = 15;
/** The rate that speaks for all in the line at the top. */
const MAIN_FIGURE = 'per-10-min';

/** How the alarm system did, against the bands of EEMUA 191 and ISA-18.2. */
export function alarmSection(facts: AlarmFacts | undefined, words: Words, format: Format): Section {
  const title = words.sections.alarms;
  if (!facts)
    return { name: 'alarms', title, blocks: [{ kind: 'note', text: words.nothing }], headlines: [] };
  const { alarms, alarmsBefore, standing, stale, chattering, fleeting } = facts;
  const long = (facts.course[1]?.at ?? 0) - (facts.course[0]?.at ?? 0) >= DAY_MS;
  const blocks: Block[] = [
    {
      kind: 'figures',
      items: [
        { label: words.alarms, value: format.number(alarms), note: words.before(format.number(alarmsBefore)) },
        { label: words.standing, value: format.number(standing), note: words.staleNote(stale), tone: stale > 0 ? 'watch' : 'good' },
        { label: words.chattering, value: format.number(chattering), tone: chattering > 0 ? 'bad' : 'good' },
        { label: words.fleeting, value: format.number(fleeting) },
      ],
    }, // prettier-ignore
    {
      kind: 'bars',
      caption: words.course,
      unit: words.perPart,
      decimals: 0,
      bars: facts.course.map(({ at, alarms: value }) => ({
        label: long ? format.shortDay(at) : format.clock(at),
        value,
      })),
    },
    figureTable(facts, words, format),
    ...forgottenTable(facts, words, format),
    ...badActorTable(facts, words, format),
  ];
  return { name: 'alarms', title, blocks, headlines: headlines(facts, words) };
}

const shown = ({ id }: AlarmFigure, value: number, format: Format): string =>
  SHARES.test(id) ? format.percent(value) : format.number(value, Number.isInteger(value) ? 0 : 1);

/** A share of all that may be all says nothing. */
const hasTarget = ({ id, target }: AlarmFigure): boolean => !(SHARES.test(id) && target >= 1);

const figureTable = ({ figures, operators }: AlarmFacts, words: Words, format: Format): Table => ({
  kind: 'table',
  caption: words.alarmFigures,
  columns: [
    { title: words.figure },
    { title: words.value, numeric: true },
    { title: words.target, numeric: true },
    { title: words.rating },
  ],
  rows: figures
    .filter(hasTarget)
    .map((figure) => [
      words.figureNames[figure.id] ?? figure.id,
      shown(figure, figure.value, format),
      `≤ ${shown(figure, figure.target, format)}`,
      { text: words.alarmRating[figure.rating], tone: TONES[figure.rating] },
    ]),
  note: words.alarmFiguresNote(format.number(operators)),
});

function forgottenTable({ forgotten }: AlarmFacts, words: Words, format: Format): Table[] {
  if (forgotten.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: words.forgottenCaption,
      columns: [{ title: words.alarm }, { title: words.priority }, { title: words.since }],
      rows: forgotten
        .slice(0, MOST_FORGOTTEN)
        .map(({ message, priority, since }) => [
          message,
          words.priorities[priority] ?? priority,
          format.moment(since),
        ]),
      note: forgotten.length > MOST_FORGOTTEN ? `+ ${forgotten.length - MOST_FORGOTTEN}` : undefined,
    },
  ];
}

function badActorTable({ badActors }: AlarmFacts, words: Words, format: Format): Table[] {
  if (badActors.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: words.badActors,
      columns: [
        { title: words.alarm },
        { title: words.times, numeric: true },
        { title: words.share, numeric: true },
      ],
      rows: badActors.map(({ alarm, alarms, share }) => [
        alarm,
        format.number(alarms),
        { text: format.percent(share), share },
      ]),
    },
  ];
}

function headlines({ forgotten, floods, figures, alarms }: AlarmFacts, words: Words): Headline[] {
  const lines: Headline[] = [];
  if (forgotten.length > 0) lines.push({ text: words.forgotten(forgotten.length), tone: 'bad' });
  if (floods.length > 0) lines.push({ text: words.floods(floods.length), tone: 'bad' });
  const main = figures.find(({ id }) => id === MAIN_FIGURE);
  if (main)
    lines.push({
      text: words.alarmLine(alarms, words.alarmRating[main.rating]),
      tone: TONES[main.rating],
    });
  return lines;
}
