import uPlot from 'uplot';
import {
  axesOf,
  csvOf,
  kept,
  panned,
  placeOf,
  tableOf,
  valueAt,
  zoomed,
  type History,
  type LivePoint,
  type Pen,
  type Period,
  type Table,
  type View,
} from './trend-model.js';
import { DASHES, colour, paintBackdrop, penColour, pictureOf } from './trend-paint.js';

export { DASHES, penColour };
export { periodsOf, placeOf } from './trend-model.js';
export { ageText, choiceOf, fieldOf, momentOf, save, textOf, timeOf, withStanding } from './trend-format.js';

export interface TrendPlotOptions {
  /** Gets the plot, and fills its width. */
  readonly host: HTMLElement;
  /** IANA zone in which times are written. */
  readonly timezone: string;
  /** Epoch ms by the server's clock. */
  now(): number;
  readonly height?: number | undefined;
  /** A small plot that only shows. */
  readonly still?: boolean | undefined;
  /** The user has moved: finer data may be wanted. */
  onView?(view: View): void;
  /** The time under the cursor, or none. */
  onCursor?(at: number | undefined): void;
}

const FONT = '13px system-ui, sans-serif';
const LIVE_POINTS = 5000;

/** Curves of sensors over a time, drawn with uPlot: zoom with the wheel or two fingers, pan by dragging. */
export class TrendPlot {
  view: View;
  private pens: readonly Pen[] = [];
  private history: History | undefined;
  private readonly live = new Map<string, LivePoint[]>();
  private periods: readonly (readonly Period[])[] = [];
  private chosen = 0;
  private table: Table = { xs: [], curves: [] };
  private plot: uPlot | undefined;
  private readonly pointers = new Map<number, number>();
  private readonly resize: ResizeObserver;
  private readonly theme: MutationObserver;

  constructor(private readonly options: TrendPlotOptions) {
    const now = options.now();
    this.view = { from: now - 3_600_000, to: now };
    this.resize = new ResizeObserver(() => this.fit());
    this.resize.observe(options.host);
    this.theme = new MutationObserver(() => this.build());
    this.theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    if (!options.still) this.listen();
  }

  /** Other sensors: what was known of them is forgotten. */
  setPens(pens: readonly Pen[]): void {
    this.pens = pens;
    this.history = undefined;
    this.periods = [];
    this.chosen = Math.min(this.chosen, Math.max(0, pens.length - 1));
    for (const place of this.live.keys())
      if (!pens.some((pen) => placeOf(pen) === place)) this.live.delete(place);
    this.build();
  }

  setHistory(history: History): void {
    this.history = history;
    for (const [place, points] of this.live)
      this.live.set(place, points.filter(({ at }) => at >= history.to - 60_000)); // prettier-ignore
    this.refresh();
  }

  setPeriods(periods: readonly (readonly Period[])[]): void {
    this.periods = periods;
    this.plot?.redraw(false);
  }

  /** The pen whose limits are drawn. */
  choose(index: number): void {
    this.chosen = index;
    this.plot?.redraw(false);
  }

  /** Readings as they come, of any sensors; true if one of them is drawn. */
  append(
    readings: readonly {
      unit: string;
      sensor: string;
      timestamp: number | string;
      value: unknown;
      quality: string;
    }[],
  ): boolean {
    let any = false;
    for (const reading of readings) {
      if (!this.pens.some((pen) => placeOf(pen) === placeOf(reading))) continue;
      const { timestamp, value, quality } = reading;
      const at = typeof timestamp === 'number' ? timestamp : Date.parse(timestamp);
      const points = this.live.get(placeOf(reading)) ?? [];
      // What comes late stands in the history when it is asked for next.
      if (at <= (points.at(-1)?.at ?? 0)) continue;
      points.push({ at, value: quality === 'bad' ? null : Number(value) });
      this.live.set(placeOf(reading), points.slice(-LIVE_POINTS));
      any = true;
    }
    return any;
  }

  setView(view: View): void {
    this.view = kept(view, this.options.now());
    this.refresh();
  }

  zoom(factor: number, anchor = (this.view.from + this.view.to) / 2): void {
    this.move(zoomed(this.view, factor, anchor, this.options.now()));
  }

  /** By a share of what is shown; below 0: into the past. */
  pan(share: number): void {
    this.move(panned(this.view, share * (this.view.to - this.view.from), this.options.now()));
  }

  /** Of each pen what it was at a time. */
  valuesAt(at: number) {
    return this.pens.map((_, i) => valueAt(this.table, i, at));
  }

  csv(): string {
    return csvOf(this.table, this.pens, this.view);
  }

  png(title: string): Promise<Blob | null> {
    return new Promise((resolve) => {
      if (this.plot) pictureOf(this.plot, this.pens, title).toBlob(resolve, 'image/png');
      else resolve(null);
    });
  }

  /** Draws what has come since. */
  refresh(): void {
    if (!this.plot) return this.build();
    this.table = tableOf(this.pens, this.history, this.live, this.options.now());
    this.plot.setData(this.data(), false);
    // Data alone moves no scale: this sets the time and lets the others follow from it.
    this.plot.setScale('x', { min: this.view.from / 1000, max: this.view.to / 1000 });
  }

  destroy(): void {
    this.resize.disconnect();
    this.theme.disconnect();
    this.plot?.destroy();
    this.plot = undefined;
  }

  private move(view: View): void {
    this.view = view;
    this.plot?.setScale('x', { min: view.from / 1000, max: view.to / 1000 });
    this.options.onView?.(view);
  }

  private data(): uPlot.AlignedData {
    return [this.table.xs, ...this.table.curves.flatMap(({ min, max, mean }) => [min, max, mean])];
  }

  private fit(): void {
    const width = this.options.host.clientWidth;
    if (width > 0 && this.plot?.width !== width) this.build();
  }

  private build(): void {
    const { host, height = 420 } = this.options;
    this.plot?.destroy();
    this.plot = undefined;
    if (host.clientWidth === 0 || this.pens.length === 0) return;
    this.table = tableOf(this.pens, this.history, this.live, this.options.now());
    this.plot = new uPlot({ ...this.settings(), width: host.clientWidth, height }, this.data(), host);
    this.plot.setScale('x', { min: this.view.from / 1000, max: this.view.to / 1000 });
  }

  private settings(): Omit<uPlot.Options, 'width' | 'height'> {
    const axes = axesOf(this.pens);
    const scaleOf = (i: number): string => axes.find(({ pens }) => pens.includes(i))?.scale ?? 'y';
    const scales = this.pens.map((_, i) => scaleOf(i));
    return {
      tzDate: (x) => uPlot.tzDate(new Date(x * 1000), this.options.timezone),
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { show: false }, y: false, show: !this.options.still },
      scales: {
        x: { time: true },
        ...Object.fromEntries(axes.map(({ scale, pens }) => [scale, { range: this.rangeOf(scale, pens) }])),
      },
      series: [{}, ...this.pens.flatMap((pen, i) => this.seriesOf(pen, i, scaleOf(i)))],
      bands: this.pens.map((_, i) => ({
        series: [3 * i + 2, 3 * i + 1],
        fill: () => `color-mix(in srgb, ${penColour(i)} 20%, transparent)`,
      })),
      axes: [timeAxis(), ...this.valueAxes(axes)],
      hooks: {
        drawAxes: [
          (plot) =>
            paintBackdrop(plot, {
              pens: this.pens,
              curves: this.table.curves,
              periods: this.periods,
              scales,
              chosen: this.chosen,
            }),
        ],
        setCursor: [
          (plot) => {
            const left = plot.cursor.left ?? -1;
            this.options.onCursor?.(left < 0 ? undefined : plot.posToVal(left, 'x') * 1000);
          },
        ],
      },
    };
  }

  private seriesOf(pen: Pen, i: number, scale: string): uPlot.Series[] {
    const paths = pen.type === 'boolean' ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
    const common = { scale, points: { show: false }, ...(paths ? { paths } : {}) };
    const dash = DASHES[i % DASHES.length] ?? [];
    return [
      { ...common, width: 0 },
      { ...common, width: 0 },
      { ...common, width: 2, stroke: () => penColour(i), ...(dash.length > 0 ? { dash: [...dash] } : {}) },
    ];
  }

  /** Noise stays noise: a curve that hardly moves does not fill the plot. */
  private rangeOf(scale: string, pens: readonly number[]): uPlot.Range.Function {
    if (scale === 'is:on') return () => [-0.15, 1.15];
    const decimals = Math.max(...pens.map((i) => this.pens[i]?.decimals ?? 0));
    const least = 10 / 10 ** decimals;
    return (_, low, high) => {
      if (low == null || high == null) return [0, 1];
      const spread = Math.max(high - low, least) * 1.16;
      const middle = (low + high) / 2;
      return [middle - spread / 2, middle + spread / 2];
    };
  }

  /** As many as there is room for, on both sides by turns; without an axis a curve has its values in the list. */
  private valueAxes(axes: ReturnType<typeof axesOf>): uPlot.Axis[] {
    const wide = this.options.host.clientWidth > 700;
    return axes.slice(0, wide ? 4 : 2).map(({ scale, label }, i) => ({
      scale,
      label,
      side: i % 2 === 0 ? 3 : 1,
      size: 52,
      labelSize: 18,
      gap: 4,
      font: FONT,
      labelFont: `600 ${FONT}`,
      stroke: () => colour('--tc-soft'),
      grid: { show: i === 0, stroke: () => colour('--tc-line'), width: 0.5 },
      ticks: { stroke: () => colour('--tc-line'), width: 1, size: 4 },
      ...(scale === 'is:on' ? { splits: [0, 1], values: ['off', 'on'] } : {}),
    }));
  }

  private listen(): void {
    const { host } = this.options;
    host.style.touchAction = 'pan-y';
    host.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        if (event.shiftKey) this.pan(Math.sign(event.deltaY || event.deltaX) * 0.1);
        else this.zoom(event.deltaY > 0 ? 1.25 : 0.8, this.timeAt(event.clientX));
      },
      { passive: false },
    );
    host.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      this.pointers.set(event.pointerId, event.clientX);
      host.setPointerCapture(event.pointerId);
    });
    host.addEventListener('pointermove', (event) => this.drag(event));
    for (const name of ['pointerup', 'pointercancel'] as const)
      host.addEventListener(name, (event) => this.pointers.delete(event.pointerId));
    host.addEventListener('keydown', (event) => this.key(event));
  }

  /** One pointer pans, two pinch. */
  private drag(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (before === undefined || before === event.clientX) return;
    const [other] = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, x]) => x);
    if (other === undefined)
      this.pan((before - event.clientX) / (this.plot?.over.clientWidth ?? this.options.host.clientWidth));
    else {
      const [old, wide] = [Math.abs(before - other), Math.abs(event.clientX - other)];
      if (old > 8 && wide > 8) this.zoom(old / wide, this.timeAt((event.clientX + other) / 2));
    }
    this.pointers.set(event.pointerId, event.clientX);
  }

  private key(event: KeyboardEvent): void {
    const moves: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this.pan(-0.1),
      ArrowRight: () => this.pan(0.1),
      PageUp: () => this.pan(-1),
      PageDown: () => this.pan(1),
      '+': () => this.zoom(0.7),
      '=': () => this.zoom(0.7),
      '-': () => this.zoom(1.4),
    };
    const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  private timeAt(clientX: number): number {
    if (!this.plot) return this.view.to;
    return this.plot.posToVal(clientX - this.plot.over.getBoundingClientRect().left, 'x') * 1000;
  }
}

function timeAxis(): uPlot.Axis {
  return {
    font: FONT,
    stroke: () => colour('--tc-soft'),
    grid: { stroke: () => colour('--tc-line'), width: 0.5 },
    ticks: { stroke: () => colour('--tc-line'), width: 1, size: 4 },
    values: [
      [86_400 * 28, '{MMM} {YYYY}', null, null, null, null, null, null, 1],
      [86_400, '{D} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
      [60, '{HH}:{mm}', '\n{D} {MMM}', null, '\n{D} {MMM}', null, null, null, 1],
      [1, '{HH}:{mm}:{ss}', '\n{D} {MMM}', null, '\n{D} {MMM}', null, null, null, 1],
      [0.001, ':{ss}.{fff}', '\n{HH}:{mm}', null, null, null, null, null, 1],
    ],
  };
}
