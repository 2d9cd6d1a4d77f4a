import { escapeHtml } from '../../core/html';
import type { Period } from '../definition';
import { Format } from '../format';
import { wordsOf } from '../language';
import {
  headlinesOf,
  type Block,
  type Cell,
  type Figures,
  type Headline,
  type Lines,
  type ReportModel,
  type Section,
  type Table,
  type Tone,
} from '../model';
import type { Words } from '../words';
import { barChart, lineChart } from './chart';
import { STYLE } from './style';

/** Nothing is fetched and nothing runs: the page is the same in ten years, and safe to open. */
const POLICY = `default-src 'none'; style-src 'unsafe-inline'`;
/** Rows of a table that is kept on one sheet. */
const KEPT_ROWS = 14;

/** A tick in a circle, a triangle, a square: told apart in black and white. */
const SIGNS: Readonly<Record<Tone, string>> = {
  good: '<circle cx="10" cy="10" r="8.5" fill="none" stroke="currentColor" stroke-width="2"/><path d="M6 10.2l2.8 2.8L14 7.6" fill="none" stroke="currentColor" stroke-width="2"/>',
  watch:
    '<path d="M10 2.2L18.6 17.5H1.4Z" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/><path d="M10 7.4v5M10 14v1.7" stroke="currentColor" stroke-width="2"/>',
  bad: '<rect x="1.5" y="1.5" width="17" height="17" rx="2.5" fill="currentColor"/><path d="M10 5v6.3M10 13v2.2" stroke="var(--sheet)" stroke-width="2.4"/>',
};
const sign = (tone: Tone | undefined): string =>
  tone === undefined
    ? ''
    : `<svg class="sign tone-${tone}" viewBox="0 0 20 20" aria-hidden="true">${SIGNS[tone]}</svg>`;

/** The whole report as one file of HTML: for a screen, a phone, and paper in A4. */
export function reportHtml(model: ReportModel, period: Period): string {
  const words = wordsOf(model.language);
  const format = new Format(model.language, model.timezone);
  const when = spanText(model, period, format);
  const footer = `${model.plant} · ${model.title} · ${when}`;
  return `<!doctype html>
<html lang="${model.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="color-scheme" content="light dark">
<title>${escapeHtml(`${model.title}, ${when}`)}</title><style>${STYLE}${paper(footer, words)}</style></head>
<body><main>
<header class="head"><div><p class="plant">${escapeHtml(model.plant)}</p><h1>${escapeHtml(model.title)}</h1></div>
<p class="when"><span class="soft">${escapeHtml(words.periods[period])}</span><b>${escapeHtml(when)}</b></p></header>
${glance(headlinesOf(model), words)}
${model.sections.map((section) => sectionHtml(section, words, format)).join('\n')}
<footer><span>${escapeHtml(`${words.made}: ${format.moment(model.madeAt)}`)}</span><span>${escapeHtml(words.clock(model.timezone))}</span></footer>
</main></body></html>`;
}

/** `Friday, 27 November 2026`, `16 Nov to 22 Nov 2026`, `November 2026`. */
export function spanText(
  { from, to }: Pick<ReportModel, 'from' | 'to'>,
  period: Period,
  format: Format,
): string {
  if (period === 'day') return format.day(from);
  if (period === 'month') return format.month(from);
  return `${format.shortDay(from)} – ${format.shortDay(to - 1)} ${new Date(to - 1).getUTCFullYear()}`;
}

/** As a text in CSS; a backslash before each sign that could end it. */
const cssText = (text: string): string =>
  `"${text.replace(/[^\p{Letter}\p{Number} ]/gu, (one) => `\\${one.codePointAt(0)?.toString(16) ?? ''} `)}"`;

const paper = (footer: string, words: Words): string => `@page{size:A4;margin:16mm 15mm 20mm;
@bottom-left{content:${cssText(footer)};font:8.5pt system-ui,sans-serif;color:#4d575f}
@bottom-right{content:${cssText(`${words.page} `)} counter(page) ${cssText(` ${words.of} `)} counter(pages);font:8.5pt system-ui,sans-serif;color:#4d575f}}`;

function glance(lines: readonly Headline[], words: Words): string {
  const quiet: Headline = { text: words.allQuiet, tone: 'good' };
  const all = lines.some(({ tone }) => tone !== 'good') ? lines : [quiet, ...lines];
  const items = all
    .map(({ text, tone }) => `<li>${sign(tone)}<span>${escapeHtml(text)}</span></li>`)
    .join('');
  return `<section class="glance"><h2>${escapeHtml(words.summary)}</h2><ul>${items}</ul></section>`;
}

function sectionHtml({ title, blocks }: Section, words: Words, format: Format): string {
  const charts = blocks.filter((block) => block.kind === 'lines');
  const others = blocks.filter((block) => block.kind !== 'lines');
  const [notes, before] = [
    charts.length > 0 ? others.filter(({ kind }) => kind === 'note') : [],
    charts.length > 0 ? others.filter(({ kind }) => kind !== 'note') : others,
  ];
  return `<section><h2>${escapeHtml(title)}</h2>
${before.map((block) => blockHtml(block, words, format)).join('\n')}
${charts.length > 0 ? `${legend(words)}<div class="charts">${charts.map((chart) => lines(chart, words, format)).join('\n')}</div>` : ''}
${notes.map((block) => blockHtml(block, words, format)).join('\n')}</section>`;
}

function blockHtml(block: Block, words: Words, format: Format): string {
  switch (block.kind) {
    case 'figures':
      return figures(block);
    case 'table':
      return table(block);
    case 'bars': {
      const chart = barChart(block, format, words).replace('class="chart"', 'class="chart wide"');
      return `<div class="block keep"><h3>${escapeHtml(block.caption)}</h3>${chart}</div>`;
    }
    case 'lines':
      return lines(block, words, format);
    case 'note':
      return `<p class="block soft">${escapeHtml(block.text)}</p>`;
  }
}

const figures = ({ items }: Figures): string =>
  `<dl class="figures">${items
    .map(
      ({ label, value, note, tone }) =>
        `<div><dt>${escapeHtml(label)}</dt><dd><span class="value">${escapeHtml(value)}${sign(tone)}</span>${
          note === undefined ? '' : `<span class="note">${escapeHtml(note)}</span>`
        }</dd></div>`,
    )
    .join('')}</dl>`;

function table({ caption, columns, rows, note }: Table): string {
  const name = ({ numeric }: { numeric?: boolean }): string => (numeric ? ' class="num"' : '');
  const head = columns
    .map((column) => `<th scope="col"${name(column)}>${escapeHtml(column.title)}</th>`)
    .join('');
  const body = rows
    .map(
      (row) => `<tr>${columns.map((column, i) => `<td${name(column)}>${cell(row[i])}</td>`).join('')}</tr>`,
    )
    .join('');
  const keep = rows.length <= KEPT_ROWS ? ' keep' : '';
  return `<div class="block${keep}"><div class="scroll"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>${
    note === undefined ? '' : `<p class="under">${escapeHtml(note)}</p>`
  }</div>`;
}

function cell(value: Cell): string {
  if (value === undefined) return '–';
  if (typeof value === 'string') return escapeHtml(value);
  const { text, tone, share } = value;
  const told = tone === undefined || tone === 'good' ? escapeHtml(text) : `<span class="told">${sign(tone)}${escapeHtml(text)}</span>`; // prettier-ignore
  const width = Math.round(Math.min(1, Math.max(0, share ?? 0)) * 100);
  return share === undefined ? told : `${told}<span class="meter"><i style="width:${width}%"></i></span>`;
}

const lines = (block: Lines, words: Words, format: Format): string =>
  `<div class="block"><h3>${escapeHtml(block.caption)} ${
    block.note === undefined ? '' : `<small>${escapeHtml(block.note)}</small>`
  }</h3>${lineChart(block, format, words)}</div>`;

const legend = (words: Words): string =>
  `<p class="legend"><span><svg viewBox="0 0 30 12"><path class="line" d="M0 6H30"/></svg>${escapeHtml(words.mean)}</span><span><svg viewBox="0 0 30 12"><path class="band" d="M0 1H30V11H0Z"/></svg>${escapeHtml(words.band)}</span><span><svg viewBox="0 0 30 12"><path class="limit" d="M0 6H30"/></svg>${escapeHtml(words.normal)}</span></p>`;
