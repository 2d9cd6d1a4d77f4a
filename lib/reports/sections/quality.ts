import type { QualityFacts } from '../facts';
import type { Format } from '../format';
import type { Block, Cell, Headline, Section } from '../model';
import type { Words } from '../words';
import { toneOfScore, toneOfShare } from './overview';

const MOST_SENSORS = 20;
const BAD_SCORE = 60;
const PARTS = ['completeness', 'timeliness', 'validity', 'liveness', 'plausibility'] as const;

/** How far the readings can be relied on, and which sensors need a technician. */
export function qualitySection(facts: QualityFacts | undefined, words: Words, format: Format): Section {
  const title = words.sections.quality;
  if (!facts || facts.items.length === 0)
    return { name: 'quality', title, blocks: [{ kind: 'note', text: words.noSensors }], headlines: [] };
  const { units, items, score } = facts;
  const scored = (value: number): Cell => ({
    text: format.number(value),
    share: value / 100,
    tone: toneOfScore(value),
  });
  const part = (value: number | undefined): Cell =>
    value === undefined ? undefined : { text: format.percent(value), tone: toneOfShare(value) };
  const worst = items.slice(0, MOST_SENSORS);
  const blocks: Block[] = [
    {
      kind: 'table',
      caption: words.qualityUnits,
      columns: [
        { title: words.unit },
        { title: words.score, numeric: true },
        { title: words.sensors, numeric: true },
      ],
      rows: units.map((unit) => [unit.unit, scored(unit.score), format.number(unit.sensors)]),
    },
    {
      kind: 'table',
      caption: words.qualityWorst(worst.length),
      columns: [
        { title: words.sensor },
        { title: words.score, numeric: true },
        ...PARTS.map((name) => ({ title: words.parts[name] ?? name, numeric: true })),
        { title: words.gap, numeric: true },
      ],
      rows: worst.map((item) => [
        `${item.unit}: ${item.name}`,
        scored(item.score),
        ...PARTS.map((name) => part(item.parts[name])),
        format.hours(item.longestGapMs),
      ]),
      note: words.qualityNote,
    },
  ];
  const bad = items.filter((item) => item.score < BAD_SCORE).length;
  const headlines: Headline[] = [];
  if (bad > 0) headlines.push({ text: words.qualityBad(bad), tone: 'watch' });
  if (score !== undefined)
    headlines.push({
      text: words.qualityLine(format.number(score)),
      tone: toneOfScore(score) ?? 'good',
    });
  return { name: 'quality', title, blocks, headlines };
}
