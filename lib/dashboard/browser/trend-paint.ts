import type uPlot from 'uplot';
import type { Curve, Pen, Period, View } from './trend-model.js';

/** Curves are told apart by colour and by dashes, so that neither is needed alone. */
export const DASHES: readonly (readonly number[])[] = [
  [],
  [9, 4],
  [3, 3],
  [12, 3, 3, 3],
  [6, 2],
  [2, 5],
  [15, 5],
  [9, 3, 2, 3, 2, 3],
];
const LANE = 7;
const LEVELS: Readonly<Record<string, string>> = { 'high-high': 'HH', high: 'H', low: 'L', 'low-low': 'LL' };
const LETTERS: Readonly<Record<string, string>> = { critical: 'C', high: 'H', medium: 'M', low: 'L' };

/** A colour of the page, as it is in the theme of this moment. */
export const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim() || '#888';
export const penColour = (index: number): string => colour(`--tr-${(index % DASHES.length) + 1}`);

export interface Backdrop {
  readonly pens: readonly Pen[];
  readonly curves: readonly Curve[];
  readonly periods: readonly (readonly Period[])[];
  readonly scales: readonly string[];
  /** The pen whose limits and bad times are drawn over the whole height. */
  readonly chosen: number;
}

/** What lies behind the curves: the normal band and alarm limits of the chosen pen, bad times, alarms. */
export function paintBackdrop(plot: uPlot, backdrop: Backdrop): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  paintLimits(plot, backdrop);
  paintAlarmLimits(plot, backdrop);
  const chosen = backdrop.curves[backdrop.chosen];
  for (const span of chosen?.bad ?? []) hatch(plot, span, bbox.top, bbox.height, colour('--tc-soft'));
  paintQuality(plot, backdrop);
  paintAlarms(plot, backdrop);
  ctx.restore();
}

const ratio = (): number => window.devicePixelRatio || 1;
const xOf = (plot: uPlot, at: number): number => plot.valToPos(at / 1000, 'x', true);

function paintLimits(plot: uPlot, { pens, scales, chosen }: Backdrop): void {
  const pen = pens[chosen];
  const scale = scales[chosen];
  if (!pen || scale === undefined) return;
  const { ctx, bbox } = plot;
  const bottom = bbox.top + bbox.height;
  const yOf = (value: number | undefined, none: number): number =>
    value === undefined ? none : Math.min(bottom, Math.max(bbox.top, plot.valToPos(value, scale, true)));
  const high = yOf(pen.normalHigh, bbox.top);
  const low = yOf(pen.normalLow, bottom);
  ctx.fillStyle = colour('--tc-track');
  if (pen.normalHigh !== undefined) ctx.fillRect(bbox.left, bbox.top, bbox.width, high - bbox.top);
  if (pen.normalLow !== undefined) ctx.fillRect(bbox.left, low, bbox.width, bottom - low);
  ctx.strokeStyle = penColour(chosen);
  ctx.lineWidth = ratio();
  ctx.setLineDash([4 * ratio(), 4 * ratio()]);
  for (const [limit, y] of [
    [pen.normalHigh, high],
    [pen.normalLow, low],
  ] as const)
    // prettier-ignore
    if (limit !== undefined && y > bbox.top && y < bottom) line(ctx, bbox.left, y, bbox.left + bbox.width, y);
  ctx.setLineDash([]);
}

/** A line for each limit of the alarm rules, with its letters at the right; grey, since a limit is no alarm. */
function paintAlarmLimits(plot: uPlot, { pens, scales, chosen }: Backdrop): void {
  const scale = scales[chosen];
  if (scale === undefined) return;
  const { ctx, bbox } = plot;
  const [right, bottom] = [bbox.left + bbox.width, bbox.top + bbox.height];
  ctx.strokeStyle = colour('--tc-soft');
  ctx.fillStyle = colour('--tc-ink');
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  ctx.font = `600 ${11 * ratio()}px system-ui, sans-serif`;
  const room = 14 * ratio();
  let [above, below] = [bbox.top + room, bottom - 2 * ratio()];
  for (const { level, value } of pens[chosen]?.limits ?? []) {
    const y = plot.valToPos(value, scale, true);
    const name = `${LEVELS[level] ?? ''} ${value}`;
    // Of those that are not in the picture at least is said where they are.
    if (y < bbox.top) {
      ctx.fillText(`↑ ${name}`, right - 4 * ratio(), above);
      above += room;
      continue;
    }
    if (y > bottom) {
      ctx.fillText(`↓ ${name}`, right - 4 * ratio(), below);
      below -= room;
      continue;
    }
    ctx.lineWidth = (level.includes('-') ? 2 : 1.25) * ratio();
    ctx.setLineDash([10 * ratio(), 3 * ratio()]);
    line(ctx, bbox.left, y, right, y);
    ctx.setLineDash([]);
    ctx.fillText(name, right - 4 * ratio(), y - 2 * ratio());
  }
  ctx.textAlign = 'left';
}

/** A lane at the foot for each curve that was not good all the time. */
function paintQuality(plot: uPlot, { curves }: Backdrop): void {
  const { ctx, bbox } = plot;
  const height = LANE * ratio();
  let y = bbox.top + bbox.height - height;
  curves.forEach(({ bad, doubtful }, i) => {
    if (bad.length + doubtful.length === 0) return;
    for (const span of bad) hatch(plot, span, y, height, penColour(i));
    ctx.fillStyle = penColour(i);
    for (const span of doubtful) bar(plot, span, y + height * 0.6, height * 0.3);
    y -= height + ratio();
  });
}

/** A lane at the top for each curve with alarms, in the colour of the priority and with its letter. */
function paintAlarms(plot: uPlot, { periods }: Backdrop): void {
  const { ctx, bbox } = plot;
  const height = 2 * LANE * ratio();
  let y = bbox.top;
  ctx.textBaseline = 'middle';
  ctx.font = `700 ${11 * ratio()}px system-ui, sans-serif`;
  periods.forEach((of, i) => {
    if (of.length === 0) return;
    for (const period of of) {
      ctx.fillStyle = colour(`--al-${period.priority}`);
      bar(plot, period, y, height);
      ctx.fillStyle = penColour(i);
      bar(plot, period, y + height, 2 * ratio());
      const left = Math.max(bbox.left, xOf(plot, period.from));
      const room = Math.min(bbox.left + bbox.width, xOf(plot, period.to)) - left;
      if (room < 14 * ratio()) continue;
      ctx.fillStyle = colour(`--al-on-${period.priority}`);
      const letter = LETTERS[period.priority] ?? '!';
      const text = room > 220 * ratio() ? `${letter}  ${period.message}` : letter;
      ctx.fillText(text, left + 3 * ratio(), y + height / 2, room - 4 * ratio());
    }
    y += height + 4 * ratio();
  });
}

function bar(plot: uPlot, { from, to }: View, y: number, height: number): void {
  const left = xOf(plot, from);
  plot.ctx.fillRect(left, y, Math.max(2 * ratio(), xOf(plot, to) - left), height);
}

/** What is not known must not look known. */
function hatch(plot: uPlot, { from, to }: View, y: number, height: number, stroke: string): void {
  const { ctx, bbox } = plot;
  const left = Math.max(bbox.left, xOf(plot, from));
  const right = Math.min(bbox.left + bbox.width, Math.max(xOf(plot, to), left + 2 * ratio()));
  if (right <= left) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, y, right - left, height);
  ctx.clip();
  ctx.globalAlpha = 0.45;
  ctx.strokeStyle = stroke;
  ctx.lineWidth = 1.5 * ratio();
  for (let x = left - height; x < right; x += 7 * ratio()) line(ctx, x, y + height, x + height, y);
  ctx.restore();
}

function line(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

/** The plot with its names on the page's own ground, as a picture to keep. */
export function pictureOf(plot: uPlot, pens: readonly Pen[], title: string): HTMLCanvasElement {
  const source = plot.ctx.canvas;
  const scale = ratio();
  const row = 22 * scale;
  const head = row * (pens.length + 1) + 12 * scale;
  const picture = document.createElement('canvas');
  picture.width = source.width;
  picture.height = source.height + head;
  const ctx = picture.getContext('2d');
  if (!ctx) return source;
  ctx.fillStyle = colour('--tc-card');
  ctx.fillRect(0, 0, picture.width, picture.height);
  ctx.textBaseline = 'middle';
  ctx.fillStyle = colour('--tc-ink');
  ctx.font = `600 ${15 * scale}px system-ui, sans-serif`;
  ctx.fillText(title, 12 * scale, row * 0.8);
  ctx.font = `${13 * scale}px system-ui, sans-serif`;
  pens.forEach((pen, i) => {
    const y = row * (i + 1.8);
    ctx.strokeStyle = penColour(i);
    ctx.lineWidth = 2.5 * scale;
    ctx.setLineDash((DASHES[i % DASHES.length] ?? []).map((part) => part * scale));
    line(ctx, 12 * scale, y, 52 * scale, y);
    ctx.fillText(`${pen.unitName} / ${pen.name}${pen.uom ? ` (${pen.uom})` : ''}`, 62 * scale, y);
  });
  ctx.drawImage(source, 0, head);
  return picture;
}
