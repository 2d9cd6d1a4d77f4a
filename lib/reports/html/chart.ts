import { escapeHtml } from '../../core/html';
import type { Format } from '../format';
import type { Bars, Lines } from '../model';
import type { Words } from '../words';
import { placeOn, scaleOf, type Scale } from './scale';

/** Of the drawing, which is stretched to its place; texts stand beside it, so that they keep their size. */
const WIDTH = 1000;
const HEIGHT = 300;
const X_TICKS = 4;
const DAY_MS = 86_400_000;
/** Bars that have room for a label each. */
const MOST_LABELS = 8;

interface XTick {
  /** 0 at the left, 1 at the right. */
  readonly at: number;
  readonly label: string;
}

const round = (value: number): string => `${Math.round(value * 10) / 10}`;
const percent = (share: number): string => `${round(share * 100)}%`;

function frame(scale: Scale, unit: string, xs: readonly XTick[], drawing: string, format: Format, name: string): string {
  const ys = scale.ticks
    .map((tick) => `<span style="bottom:${percent(placeOn(scale, tick))}">${escapeHtml(format.number(tick, scale.decimals))}</span>`)
    .join('');
  const grid = scale.ticks
    .map((tick) => {
      const y = round(HEIGHT * (1 - placeOn(scale, tick)));
      return `<path class="grid" d="M0 ${y}H${WIDTH}"/>`;
    })
    .join('');
  const labels = xs.map(({ at, label }) => `<span style="left:${percent(at)}">${escapeHtml(label)}</span>`).join('');
  return `<div class="chart"><div class="unit">${escapeHtml(unit)}</div><div class="ys" aria-hidden="true">${ys}</div><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(name)}">${grid}${drawing}</svg><div class="xs" aria-hidden="true">${labels}</div></div>`;
} // prettier-ignore

/** Bars from zero, each with what is between it and the next as a gap. */
export function barChart({ caption, unit, bars, limit }: Bars, format: Format, words: Words): string {
  const values = bars.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const scale = scaleOf(limit ? [...values, limit.value] : values, true);
  if (!scale) return `<p class="soft">${escapeHtml(words.nothing)}</p>`;
  const width = WIDTH / bars.length;
  const zero = HEIGHT * (1 - placeOn(scale, 0));
  const drawn = bars
    .map(({ value }, i) => {
      if (value === undefined) return '';
      const y = HEIGHT * (1 - placeOn(scale, value));
      const [top, height] = [Math.min(y, zero), Math.abs(y - zero)];
      return `<rect class="bar" x="${round(i * width + width * 0.12)}" y="${round(top)}" width="${round(width * 0.76)}" height="${round(height)}"/>`;
    })
    .join('');
  const line = limit ? `<path class="limit" d="M0 ${round(HEIGHT * (1 - placeOn(scale, limit.value)))}H${WIDTH}"/>` : '';
  const every = Math.ceil(bars.length / MOST_LABELS);
  const xs = bars.flatMap(({ label }, i) => (i % every === 0 ? [{ at: (i + 0.5) / bars.length, label }] : []));
  return frame(scale, unit, xs, drawn + line, format, caption);
} // prettier-ignore

/** The mean as a line, in the band between the lowest and the highest; dashed, where the normal band ends. */
export function lineChart(lines: Lines, format: Format, words: Words): string {
  const { caption, unit, times, mean, low, high, normalLow, normalHigh } = lines;
  const known = [...Array.from(low), ...Array.from(high), ...Array.from(mean)];
  const inner = scaleOf(known);
  if (!inner || times.length < 2) return `<p class="soft">${escapeHtml(words.nothing)}</p>`;
  // A limit far away would press the course flat; one that is near belongs into the picture.
  const reach = inner.high - inner.low;
  const near = [normalLow, normalHigh].filter(
    (limit) => limit !== undefined && limit > inner.low - reach && limit < inner.high + reach,
  ) as number[];
  const scale = scaleOf([...known, ...near]) ?? inner;
  const x = (i: number): string => round((i / (times.length - 1)) * WIDTH);
  const y = (value: number): string => round(HEIGHT * (1 - placeOn(scale, value)));
  const runs = runsOf(mean);
  const band = runs
    .map(({ begin, end }) => {
      const there = indices(begin, end).map((i) => `${x(i)} ${y(high[i] as number)}`);
      const back = indices(begin, end).reverse().map((i) => `${x(i)} ${y(low[i] as number)}`);
      return `<path class="band" d="M${[...there, ...back].join('L')}Z"/>`;
    })
    .join(''); // prettier-ignore
  const course = runs
    .map(({ begin, end }) => `<path class="line" d="M${indices(begin, end).map((i) => `${x(i)} ${y(mean[i] as number)}`).join('L')}"/>`)
    .join(''); // prettier-ignore
  const limits = near.map((limit) => `<path class="limit" d="M0 ${y(limit)}H${WIDTH}"/>`).join('');
  return frame(scale, unit, timeTicks(times, format), band + limits + course, format, caption);
}

interface Run {
  readonly begin: number;
  readonly end: number;
}

/** Stretches without a gap; a value that stands alone is none. */
function runsOf(values: ArrayLike<number>): Run[] {
  const runs: Run[] = [];
  let begin: number | undefined;
  for (let i = 0; i <= values.length; i++) {
    const there = i < values.length && Number.isFinite(values[i]);
    if (there) begin ??= i;
    else if (begin !== undefined) {
      if (i - begin > 1) runs.push({ begin, end: i });
      begin = undefined;
    }
  }
  return runs;
}

const indices = (begin: number, end: number): number[] =>
  Array.from({ length: end - begin }, (_, i) => begin + i);

function timeTicks(times: readonly number[], format: Format): XTick[] {
  const first = times[0] ?? 0;
  // The last one is as long as the others.
  const length = ((times.at(-1) ?? 0) - first) * (times.length / (times.length - 1));
  return Array.from({ length: X_TICKS }, (_, i) => {
    const at = i / X_TICKS;
    const instant = first + at * length;
    return { at, label: length <= 2 * DAY_MS ? format.clock(instant) : format.shortDay(instant) };
  });
}
