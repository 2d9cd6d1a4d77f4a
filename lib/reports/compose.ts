import { sectionsOf, type ReportInput, type SectionName } from './definition';
import type { ReportFacts } from './facts';
import { Format } from './format';
import { wordsOf } from './language';
import type { ReportModel, Section } from './model';
import { alarmSection } from './sections/alarms';
import { energySection } from './sections/energy';
import { overviewSection } from './sections/overview';
import { qualitySection } from './sections/quality';
import { trendSection } from './sections/trends';
import type { Words } from './words';

/** Of which plant and time, and when it is made; epoch ms. */
export interface ReportPlace {
  readonly plant: string;
  readonly timezone: string;
  readonly from: number;
  readonly to: number;
  readonly madeAt: number;
}

/** What was found, as a report that only has to be drawn. */
export function composeReport(
  report: Pick<ReportInput, 'name' | 'kind' | 'sections' | 'language'>,
  place: ReportPlace,
  facts: ReportFacts,
): ReportModel {
  const words = wordsOf(report.language);
  const format = new Format(report.language, place.timezone);
  return {
    title: report.name,
    language: report.language,
    ...place,
    sections: sectionsOf(report).map((name) => sectionOf(name, facts, words, format)),
  };
}

function sectionOf(name: SectionName, facts: ReportFacts, words: Words, format: Format): Section {
  switch (name) {
    case 'overview':
      return overviewSection(facts.overview, words, format);
    case 'alarms':
      return alarmSection(facts.alarms, words, format);
    case 'energy':
      return energySection(facts.energy, words, format);
    case 'quality':
      return qualitySection(facts.quality, words, format);
    case 'trends':
      return trendSection(facts.trends, words);
  }
}
