import type { OverviewFacts } from '../facts';
import type { Format } from '../format';
import type { Block, Headline, Section, Tone } from '../model';
import type { Words } from '../words';

/** Scores and shares below them need attention. */
const GOOD_SCORE = 80;
const BAD_SCORE = 60;
const GOOD_SHARE = 0.98;
const BAD_SHARE = 0.9;
/** A unit with a lower score is named at the top. */
const NAMED_SCORE = 90;

export const toneOfScore = (score: number | undefined): Tone | undefined =>
  score === undefined ? undefined : score >= GOOD_SCORE ? 'good' : score >= BAD_SCORE ? 'watch' : 'bad';

export const toneOfShare = (share: number | undefined): Tone | undefined =>
  share === undefined ? undefined : share >= GOOD_SHARE ? 'good' : share >= BAD_SHARE ? 'watch' : 'bad';

/** How the plant did as a whole, and each of its units. */
export function overviewSection(facts: OverviewFacts | undefined, words: Words, format: Format): Section {
  const title = words.sections.overview;
  if (!facts || facts.units.length === 0)
    return { name: 'overview', title, blocks: [{ kind: 'note', text: words.noUnits }], headlines: [] };
  const { units, availability, availabilityOf, performance } = facts;
  const score = (value: number | undefined): string => (value === undefined ? '–' : format.number(value));
  const share = (value: number | undefined): string => (value === undefined ? '–' : format.percent(value));
  const blocks: Block[] = [
    {
      kind: 'figures',
      items: [
        { label: words.availability, value: share(availability), note: words.availabilityNote, tone: toneOfShare(availability) },
        { label: words.performance, value: score(performance), tone: toneOfScore(performance) },
        { label: words.alarms, value: format.number(facts.alarms), note: words.before(format.number(facts.alarmsBefore)) },
        { label: words.reporting, value: format.number(facts.reporting), note: words.reportingOf(format.number(facts.sensors)) },
        { label: words.readings, value: format.number(facts.readings) },
      ],
    }, // prettier-ignore
    {
      kind: 'table',
      caption: words.unitsCaption,
      columns: [
        { title: words.unit },
        { title: words.score, numeric: true },
        { title: words.availability, numeric: true },
        { title: words.alarms, numeric: true },
        { title: words.sensors, numeric: true },
      ],
      rows: units.map((unit) => [
        unit.name,
        unit.score === undefined
          ? undefined
          : { text: score(unit.score), share: unit.score / 100, tone: toneOfScore(unit.score) },
        { text: share(availabilityOf[unit.unit]), tone: toneOfShare(availabilityOf[unit.unit]) },
        format.number(unit.alarms),
        format.number(unit.sensors),
      ]),
      note: words.unitsNote,
    },
  ];
  return { name: 'overview', title, blocks, headlines: headlines(facts, words, format) };
}

function headlines({ units, availability }: OverviewFacts, words: Words, format: Format): Headline[] {
  const lines: Headline[] = [];
  if (availability !== undefined)
    lines.push({
      text: words.availabilityLine(format.percent(availability)),
      tone: toneOfShare(availability) ?? 'good',
    });
  const known = units.flatMap(({ name, score }) => (score === undefined ? [] : [{ name, score }]));
  const worst = known.toSorted((a, b) => a.score - b.score)[0];
  if (worst && known.length > 1 && worst.score < NAMED_SCORE)
    lines.push({
      text: words.worst(worst.name, format.number(worst.score)),
      tone: worst.score < BAD_SCORE ? 'bad' : 'watch',
    });
  const silent = units.filter(({ score, sensors }) => score === undefined && sensors > 0).length;
  if (silent > 0) lines.push({ text: words.silent(silent), tone: 'bad' });
  return lines;
}
