/**
 * <tc-synoptic>: the drawing of a unit, alive. Elements that are bound show their sensor; what is not normal has a shape and a
 * colour beside it, what is not known is hatched. The drawing was made safe by the server, and stands in a shadow of its own.
 */
const SVG = 'http://www.w3.org/2000/svg';

export interface ShownBinding {
  readonly element: string;
  readonly sensor: string;
  readonly shows: 'text' | 'state' | 'level';
}

/** A sensor as the page shows it. */
export interface ShownSensor {
  readonly key: string;
  readonly name: string;
  readonly text: string;
  readonly uom: string;
  readonly level: string;
  /** Says what is not normal; empty: all is. */
  readonly word?: string | undefined;
  readonly age?: string | undefined;
  readonly on?: boolean | undefined;
  /** Where in its range it is, 0 to 1. */
  readonly share?: number | undefined;
}

const MARKS: Readonly<Record<string, string>> = {
  high: 'M8 1l7 13H1z',
  low: 'M8 15L1 2h14z',
  bad: 'M1 1h14v14H1zM4 4l8 8M12 4l-8 8',
  stale: 'M8 1a7 7 0 1 0 .1 0M8 4v4l3 2',
  nodata: 'M8 1a7 7 0 1 0 .1 0M5 8h6',
  uncertain: 'M8 1a7 7 0 1 0 .1 0M8 4v5M8 11.500v.5',
};
const UNKNOWN = new Set(['stale', 'nodata', 'bad']);

const SHEET = new CSSStyleSheet();
SHEET.replaceSync(`
:host { display: block; color: var(--tc-ink, #171c20); }
svg { display: block; width: 100%; height: auto; max-height: 26rem; overflow: visible; }
.mark { stroke: var(--tc-ink, #171c20); fill: none; stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; }
.mark.high, .mark.low { fill: var(--tc-warn, #f0b03a); stroke: var(--tc-on-warn, #1f1500); }
.mark.bad { fill: var(--tc-bad, #b3261e); stroke: var(--tc-on-bad, #fff); }
.veil { pointer-events: none; }
[data-bound]:focus { outline: none; }
.focus { fill: none; stroke: var(--tc-action, #2f5168); stroke-width: 3; pointer-events: none; display: none; }
:host([editing]) .drawing [id]:not(g) { cursor: pointer; pointer-events: all; }
.chosen { fill: none; stroke: var(--tc-action, #2f5168); stroke-width: 2.5; stroke-dasharray: 6 3; pointer-events: none; }
`);

const made = (name: string, attributes: Readonly<Record<string, string | number>>): SVGElement => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
};

class SynopticElement extends HTMLElement {
  private readonly root = this.attachShadow({ mode: 'open' });
  private source = '';
  private bound: readonly ShownBinding[] = [];
  private shown: ReadonlyMap<string, ShownSensor> = new Map();
  private picked = '';
  private svg: SVGSVGElement | undefined;
  private readonly above = made('g', {});
  private due = 0;

  constructor() {
    super();
    this.root.adoptedStyleSheets = [SHEET];
    this.root.addEventListener('click', (event) => this.pick(event));
    this.root.addEventListener('focusin', () => this.later());
    this.root.addEventListener('focusout', () => this.later());
  }

  connectedCallback(): void {
    // Set before the element was defined, they stand in the way of the setters.
    for (const name of ['drawing', 'bindings', 'sensors', 'chosen'] as const)
      if (Object.hasOwn(this, name)) {
        const value: unknown = this[name];
        Reflect.deleteProperty(this, name);
        Reflect.set(this, name, value);
      }
    this.later();
  }

  disconnectedCallback(): void {
    cancelAnimationFrame(this.due);
    this.due = 0;
  }

  get drawing(): string {
    return this.source;
  }
  set drawing(text: string) {
    if (text === this.source && this.svg) return;
    this.source = text;
    this.load();
  }

  get bindings(): readonly ShownBinding[] {
    return this.bound;
  }
  set bindings(bindings: readonly ShownBinding[]) {
    this.bound = bindings;
    // What was bound before has to look again as it was drawn.
    this.load();
  }

  get sensors(): readonly ShownSensor[] {
    return [...this.shown.values()];
  }
  set sensors(sensors: readonly ShownSensor[]) {
    this.shown = new Map(sensors.map((sensor) => [sensor.key, sensor]));
    this.later();
  }

  get chosen(): string {
    return this.picked;
  }
  set chosen(id: string) {
    this.picked = id;
    this.later();
  }

  private load(): void {
    const parsed = new DOMParser().parseFromString(this.source, 'image/svg+xml').documentElement;
    this.svg = undefined;
    this.root.replaceChildren();
    if (parsed.localName !== 'svg') return;
    const svg = document.importNode(parsed, true) as unknown as SVGSVGElement;
    const drawing = made('g', { class: 'drawing' });
    while (svg.firstChild) drawing.append(svg.firstChild);
    const pattern = made('pattern', { id: 'tc-hatch', width: 8, height: 8, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }); // prettier-ignore
    pattern.append(made('rect', { width: 3, height: 8, fill: 'var(--tc-soft, #4d575f)', 'fill-opacity': 0.45 })); // prettier-ignore
    svg.append(pattern, drawing, this.above);
    svg.setAttribute('role', 'group');
    svg.setAttribute('aria-label', this.getAttribute('label') ?? 'Drawing of the unit');
    this.root.replaceChildren(svg);
    this.svg = svg;
    this.later();
  }

  private pick(event: Event): void {
    if (!this.hasAttribute('editing')) return;
    const [target] = event.composedPath();
    if (!(target instanceof SVGElement)) return;
    // Of a text of several parts the text is meant.
    const element = target.closest('text[id]') ?? target.closest('.drawing [id]');
    if (element) this.dispatchEvent(new CustomEvent('pick', { detail: { element: element.id, text: element.localName === 'text' } })); // prettier-ignore
  }

  private later(): void {
    if (this.due !== 0 || !this.isConnected) return;
    this.due = requestAnimationFrame(() => {
      this.due = 0;
      this.draw();
    });
  }

  private draw(): void {
    const { svg } = this;
    if (!svg) return;
    const marks: SVGElement[] = [];
    this.bound.forEach((binding, i) => {
      const element = svg.getElementById(binding.element);
      if (!(element instanceof SVGGraphicsElement)) return;
      const sensor = this.shown.get(binding.sensor);
      this.show(svg, element, binding, sensor, i);
      marks.push(...this.marksOf(svg, element, sensor));
    });
    const chosen = this.picked ? svg.getElementById(this.picked) : null;
    if (chosen instanceof SVGGraphicsElement) marks.push(frame(svg, chosen, 'chosen'));
    const focused = this.root.activeElement;
    if (focused instanceof SVGGraphicsElement && focused.matches(':focus-visible')) {
      const ring = frame(svg, focused, 'focus');
      ring.style.display = 'inline';
      marks.push(ring);
    }
    this.above.replaceChildren(...marks);
  }

  private show(
    svg: SVGSVGElement,
    element: SVGGraphicsElement,
    { shows, sensor: key }: ShownBinding,
    sensor: ShownSensor | undefined,
    index: number,
  ): void {
    const value = sensor ? [sensor.text, sensor.uom].filter(Boolean).join(' ') : '?';
    const words = [value, sensor?.word, sensor?.age].filter(Boolean).join(', ');
    element.dataset['bound'] = key;
    element.setAttribute('tabindex', '0');
    element.setAttribute('role', 'img');
    element.setAttribute('aria-label', sensor ? `${sensor.name}: ${words}` : `${key}: no such sensor`);
    const known = sensor !== undefined && !UNKNOWN.has(sensor.level);
    if (shows === 'text') element.textContent = value;
    else if (shows === 'state') element.setAttribute('fill', known && sensor.on ? 'var(--tc-pointer, #2b3339)' : 'none'); // prettier-ignore
    else element.setAttribute('fill', known && sensor.share !== undefined ? `url(#${this.fill(svg, index, sensor.share)})` : 'none'); // prettier-ignore
  }

  /** A shape is filled from below as far as the value is: a gradient with an edge, which follows any outline. */
  private fill(svg: SVGSVGElement, index: number, share: number): string {
    const id = `tc-level-${index}`;
    const height = Math.min(1, Math.max(0, share));
    const gradient = svg.getElementById(id) ?? made('linearGradient', { id, x1: 0, x2: 0, y1: 1, y2: 0 });
    const stop = (offset: number, opacity: number): SVGElement =>
      made('stop', { offset, 'stop-color': 'var(--tc-band, #b1b9bf)', 'stop-opacity': opacity });
    gradient.replaceChildren(stop(height, 1), stop(height, 0));
    if (!gradient.isConnected) svg.append(gradient);
    return id;
  }

  private marksOf(
    svg: SVGSVGElement,
    element: SVGGraphicsElement,
    sensor: ShownSensor | undefined,
  ): SVGElement[] {
    const level = sensor?.level ?? 'nodata';
    if (level === 'normal') return [];
    const { x, y, width, height } = boxOf(svg, element);
    const unit = svg.viewBox.baseVal.width / 40;
    const mark = made('path', {
      class: `mark ${level}`,
      d: MARKS[level] ?? MARKS['uncertain'] ?? '',
      transform: `translate(${x + width + unit / 4} ${y + height / 2 - unit / 2}) scale(${unit / 16})`,
    });
    const title = document.createElementNS(SVG, 'title');
    title.textContent = sensor?.word ?? 'No data';
    mark.append(title);
    if (!UNKNOWN.has(level)) return [mark];
    return [made('rect', { class: 'veil', x, y, width, height, fill: 'url(#tc-hatch)' }), mark];
  }
}

/** Where an element lies in the drawing, whatever it and its groups are moved by. */
function boxOf(
  svg: SVGSVGElement,
  element: SVGGraphicsElement,
): { x: number; y: number; width: number; height: number } {
  const box = element.getBBox();
  const [own, whole] = [element.getScreenCTM(), svg.getScreenCTM()];
  if (!own || !whole) return box;
  const matrix = whole.inverse().multiply(own);
  const corners = [0, 1].flatMap((i) =>
    [0, 1].map((j) => new DOMPoint(box.x + i * box.width, box.y + j * box.height).matrixTransform(matrix)),
  );
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function frame(svg: SVGSVGElement, element: SVGGraphicsElement, name: string): SVGElement {
  const { x, y, width, height } = boxOf(svg, element);
  return made('rect', { class: name, x: x - 4, y: y - 4, width: width + 8, height: height + 8, rx: 3 });
}

if (!customElements.get('tc-synoptic')) customElements.define('tc-synoptic', SynopticElement);
