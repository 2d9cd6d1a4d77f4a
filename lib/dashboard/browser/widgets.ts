import './synoptic.js';
import { SPARK, barOf, limitsFrom, sparkOf, type SparkPoint } from './widget-model.js';

export { limitsText } from './widget-model.js';

/**
 * Elements that any page can use, once `import('/dashboard/browser/widgets.js')` is done: <tc-bar>, <tc-spark> and <tc-synoptic>. Their colours
 * are the page's own, so that both themes and ISA-101 hold for them; what they show stands in words, too (docs/widgets.md).
 */
const SVG = 'http://www.w3.org/2000/svg';
const HOUR_MS = 3_600_000;

function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

/** Draws once a frame at most, however many attributes a page sets. */
abstract class Widget extends HTMLElement {
  protected readonly root = this.attachShadow({ mode: 'open' });
  private due = 0;

  connectedCallback(): void {
    this.later();
  }

  disconnectedCallback(): void {
    cancelAnimationFrame(this.due);
    this.due = 0;
  }

  attributeChangedCallback(): void {
    this.later();
  }

  protected later(): void {
    if (this.due !== 0 || !this.isConnected) return;
    this.due = requestAnimationFrame(() => {
      this.due = 0;
      this.draw();
    });
  }

  protected abstract draw(): void;

  protected number(name: string): number | undefined {
    const text = this.getAttribute(name)?.trim();
    const number = text ? Number(text) : NaN;
    return Number.isFinite(number) ? number : undefined;
  }

  protected get words(): { readonly uom: string; readonly decimals: number } {
    const decimals = Math.min(10, Math.max(0, Math.trunc(this.number('decimals') ?? 1)));
    return { uom: this.getAttribute('uom') ?? '', decimals };
  }
}

const part = (name: string, style: Record<string, string> = {}): HTMLElement => {
  const made = document.createElement('span');
  made.className = name;
  Object.assign(made.style, style);
  return made;
};

const BAR = sheet(`
:host { display: block; padding-bottom: 1px; }
:host([hidden]) { display: none; }
.bar { position: relative; display: block; height: 0.5rem; background: var(--tc-track, #d2d7da); border-radius: 2px; }
.with-ticks { margin-bottom: 1rem; }
.band { position: absolute; inset-block: 0; background: var(--tc-band, #b1b9bf); }
.tick { position: absolute; top: -0.125rem; height: 0.75rem; width: 2px; margin-inline-start: -1px; background: var(--tc-soft, #4d575f); }
.tick b { position: absolute; top: 0.75rem; left: 50%; translate: -50%; font: 600 0.6875rem/1.1 system-ui, sans-serif; color: var(--tc-soft, #4d575f); }
.tick.at-start b { left: 0; translate: none; }
.tick.at-end b { left: auto; right: 0; translate: none; }
.tick.passed { width: 4px; margin-inline-start: -2px; background: var(--tc-pointer, #2b3339); }
.tick.passed b { padding: 0 0.25em; color: var(--tc-on-warn, #1f1500); background: var(--tc-warn, #f0b03a); border-radius: 2px; }
.at { position: absolute; top: -0.25rem; width: 0.375rem; height: 1rem; margin-inline-start: -0.1875rem; background: var(--tc-pointer, #2b3339);
  border-radius: 1px; box-shadow: 0 0 0 1.5px var(--tc-card, #eff1f2); transition: left 0.4s; }
.at.beyond { border-radius: 0; clip-path: polygon(0 0, 100% 50%, 0 100%); width: 0.75rem; box-shadow: none; }
.at.beyond.low { clip-path: polygon(100% 0, 0 50%, 100% 100%); }
:host([state='high']) .at, :host([state='low']) .at, .at.passed { background: var(--tc-warn, #f0b03a); box-shadow: 0 0 0 1.5px var(--tc-pointer, #2b3339); }
:host([state='stale']) .at, :host([state='bad']) .at { opacity: 0.4; }
@media (prefers-reduced-motion: reduce) { .at { transition: none; } }
`);

/** Where a value stands in its range: the normal band, ticks at the limits of alarm rules, on it the marker. */
class Bar extends Widget {
  static readonly observedAttributes = [
    'low',
    'high',
    'value',
    'normal-low',
    'normal-high',
    'limits',
    'uom',
    'decimals',
  ];

  protected draw(): void {
    this.root.adoptedStyleSheets = [BAR];
    const picture = barOf({
      low: this.number('low') ?? NaN,
      high: this.number('high') ?? NaN,
      value: this.number('value'),
      normalLow: this.number('normal-low'),
      normalHigh: this.number('normal-high'),
      limits: limitsFrom(this.getAttribute('limits') ?? ''),
      ...this.words,
    });
    this.hidden = picture === undefined;
    if (!picture) return this.root.replaceChildren();
    const { at, beyond, band, ticks, text } = picture;
    const bar = part(ticks.length > 0 ? 'bar with-ticks' : 'bar');
    bar.role = 'img';
    bar.ariaLabel = text;
    bar.title = text;
    if (band) bar.append(part('band', { left: `${band.from}%`, width: `${band.width}%` }));
    for (const { letter, at: place, passed } of ticks) {
      const edge = place < 4 ? ' at-start' : place > 96 ? ' at-end' : '';
      const tick = part(`tick${passed ? ' passed' : ''}${edge}`, { left: `${place}%` });
      const name = document.createElement('b');
      name.textContent = letter;
      tick.append(name);
      bar.append(tick);
    }
    const passed = ticks.some((tick) => tick.passed) ? ' passed' : '';
    if (at !== undefined) bar.append(part(`at${passed}${beyond ? ` beyond ${beyond}` : ''}`, { left: `${at}%` })); // prettier-ignore
    this.root.replaceChildren(bar);
  }
}

const LINE = sheet(`
:host { display: block; }
svg { display: block; width: 100%; height: 100%; min-height: 2.25rem; overflow: visible; fill: none; stroke: var(--tc-trend, #56636d);
  stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
`);

/** The last hour of a value, as a line without axes. Its points are a property, or an attribute with JSON. */
class Spark extends Widget {
  static readonly observedAttributes = ['points', 'until', 'span', 'stale-after', 'range', 'uom', 'decimals'];
  private known: readonly SparkPoint[] = [];

  get points(): readonly SparkPoint[] {
    return this.known;
  }

  set points(points: readonly SparkPoint[]) {
    this.known = Array.isArray(points) ? points : [];
    this.later();
  }

  override connectedCallback(): void {
    // Set before the element was defined, it stands in the way of the setter.
    if (Object.hasOwn(this, 'points')) {
      const { points } = this;
      Reflect.deleteProperty(this, 'points');
      this.points = points;
    }
    super.connectedCallback();
  }

  override attributeChangedCallback(name?: string): void {
    if (name === 'points') this.points = pointsFrom(this.getAttribute('points') ?? '');
    super.attributeChangedCallback();
  }

  protected draw(): void {
    this.root.adoptedStyleSheets = [LINE];
    const picture = sparkOf({
      points: this.known,
      now: this.number('until') ?? this.known.at(-1)?.[0] ?? 0,
      spanMs: this.number('span') ?? HOUR_MS,
      staleMs: (this.number('stale-after') ?? 60) * 1000,
      range: this.number('range') ?? 0,
      ...this.words,
    });
    if (!picture) return this.root.replaceChildren();
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', `0 0 ${SPARK.width} ${SPARK.height}`);
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', picture.text);
    const title = document.createElementNS(SVG, 'title');
    title.textContent = picture.text;
    svg.append(title);
    for (const line of picture.lines) {
      const path = document.createElementNS(SVG, 'path');
      path.setAttribute('d', line);
      path.setAttribute('vector-effect', 'non-scaling-stroke');
      svg.append(path);
    }
    this.root.replaceChildren(svg);
  }
}

/** What is no list of points is none at all. */
function pointsFrom(text: string): SparkPoint[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return [];
  }
  return Array.isArray(parsed) ? parsed.filter(isPoint) : [];
}

const isPoint = (one: unknown): one is SparkPoint =>
  Array.isArray(one) && typeof one[0] === 'number' && (one[1] === null || typeof one[1] === 'number');

if (!customElements.get('tc-bar')) customElements.define('tc-bar', Bar);
if (!customElements.get('tc-spark')) customElements.define('tc-spark', Spark);
