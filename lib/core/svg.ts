import { ThermaCoreError } from './errors';
import { readXml } from './xml';

/** Of a drawing that a user brings. */
export const SVG_LIMITS = { bytes: 512 * 1024, elements: 5000, depth: 50 } as const;

export interface SafeSvg {
  /** Written anew of what is allowed: nothing of the original stands in it as it was. */
  readonly svg: string;
  /** Of elements that can be seen, in their order; what had none got one. */
  readonly ids: readonly string[];
}

const SHAPES = ['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon', 'text', 'tspan', 'g'];
/**
 * What draws and does nothing else. Left out on purpose: script, foreignObject, image, use (a drawing of a few lines can unfold
 * to millions), markers (they unfold as uses do, at every corner), style, a, animations (they can change any attribute), filters
 * and masks (they cost without end).
 */
const ELEMENTS = new Set([...SHAPES, 'svg', 'defs', 'title', 'desc', 'linearGradient', 'radialGradient', 'stop', 'clipPath']); // prettier-ignore
const GRADIENTS = new Set(['linearGradient', 'radialGradient']);
/** Also taken from `style`, which is no attribute of ours: it becomes these. */
const LOOKS = [
  'fill', 'fill-opacity', 'fill-rule', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-linecap', 'stroke-linejoin',
  'stroke-miterlimit', 'stroke-dasharray', 'stroke-dashoffset', 'opacity', 'color', 'display', 'visibility', 'clip-path',
  'clip-rule', 'font-family', 'font-size', 'font-style', 'font-weight', 'letter-spacing', 'text-anchor', 'dominant-baseline',
  'alignment-baseline', 'baseline-shift', 'text-decoration', 'stop-color', 'stop-opacity', 'vector-effect', 'paint-order',
]; // prettier-ignore
const ATTRIBUTES = new Set([
  ...LOOKS, 'transform', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'rx', 'ry', 'fx', 'fy', 'width', 'height', 'viewBox',
  'preserveAspectRatio', 'd', 'points', 'dx', 'dy', 'rotate', 'textLength', 'lengthAdjust', 'pathLength', 'offset', 'spreadMethod',
  'gradientUnits', 'gradientTransform', 'clipPathUnits',
]); // prettier-ignore
const STYLED = new Set(LOOKS);
const ID = /^[A-Za-z_][\w.-]{0,63}$/;
const REFERENCE = /^url\(\s*["']?#[A-Za-z_][\w.-]{0,63}["']?\s*\)$/;
/** No backslash, which could hide a word from these checks, and nothing that CSS or HTML read as more than a value. */
const PLAIN = /^[\w\s.,#%()+*/:'"-]*$/;

const isSafe = (value: string): boolean =>
  /url/i.test(value) ? REFERENCE.test(value.trim()) : PLAIN.test(value) && !value.includes('//');

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`).replace(/[^\P{Cc}\t\n\r]/gu, '');

const refused = (message: string, advice: string): ThermaCoreError =>
  new ThermaCoreError('invalid', message, { field: 'svg', advice });

/** The attributes that an element keeps, with what its `style` says among them. */
function keptOf(name: string, attributes: ReadonlyMap<string, string>): Map<string, string> {
  const kept = new Map<string, string>();
  for (const [key, value] of attributes) if (ATTRIBUTES.has(key) && isSafe(value)) kept.set(key, value);
  for (const part of (attributes.get('style') ?? '').split(';')) {
    const colon = part.indexOf(':');
    const [key, value] = [part.slice(0, colon).trim(), part.slice(colon + 1).trim()];
    if (colon > 0 && STYLED.has(key) && isSafe(value)) kept.set(key, value);
  }
  const target = attributes.get('href') ?? attributes.get('xlink:href');
  if (GRADIENTS.has(name) && target?.startsWith('#') && ID.test(target.slice(1))) kept.set('href', target);
  return kept;
}

/** A view box is what a drawing is scaled by; of one without, width and height say it. */
function viewBoxOf(kept: Map<string, string>): string {
  const known = kept.get('viewBox')?.trim().split(/[\s,]+/).map(Number); // prettier-ignore
  const [width, height] = [parseFloat(kept.get('width') ?? ''), parseFloat(kept.get('height') ?? '')];
  const box = known ?? [0, 0, width, height];
  const [, , w = 0, h = 0] = box;
  if (box.length === 4 && box.every(Number.isFinite) && w > 0 && h > 0) return box.join(' ');
  throw refused(
    'The drawing does not say how large it is.',
    'Give the svg element a viewBox, or width and height.',
  );
}

/**
 * The drawing without anything that could act, load or reach out: elements and attributes of a list, references only into the
 * drawing itself, styles as attributes. What is not on the list is left out with all that is in it. Throws `invalid` for `svg`.
 */
export function safeSvg(source: string): SafeSvg {
  const most = `${SVG_LIMITS.bytes / 1024} KiB`;
  if (Buffer.byteLength(source) > SVG_LIMITS.bytes)
    throw refused(`The drawing is larger than ${most}.`, 'Leave out pictures and details that nobody sees.');
  const out: string[] = [];
  const taken = new Set<string>();
  const shapes: { at: number; id: string }[] = [];
  let skipping = 0;
  let clips = 0;
  let elements = 0;
  let root = true;
  const opened = (qualified: string, attributes: ReadonlyMap<string, string>): void => {
    const name = qualified.replace(/^svg:/, '');
    if (root && name !== 'svg')
      throw refused(`This is a drawing of "${name}", not of "svg".`, 'Choose an SVG file.');
    if (skipping > 0 || !ELEMENTS.has(name) || (name === 'svg' && !root)) {
      skipping += 1;
      return;
    }
    if (++elements > SVG_LIMITS.elements)
      throw refused(`The drawing has more than ${SVG_LIMITS.elements} elements.`, 'Simplify it.');
    const kept = keptOf(name, attributes);
    if (name === 'clipPath') clips += 1;
    // Clips of clips unfold as uses do.
    if (clips > 0) kept.delete('clip-path');
    if (root) kept.set('viewBox', viewBoxOf(kept));
    if (root) for (const size of ['width', 'height', 'x', 'y']) kept.delete(size);
    const id = attributes.get('id') ?? '';
    const own = ID.test(id) && !taken.has(id) ? id : '';
    if (own) taken.add(own);
    out.push(`<${name}${root ? ' xmlns="http://www.w3.org/2000/svg"' : ''}`);
    if (SHAPES.includes(name)) shapes.push({ at: out.push('') - 1, id: own });
    else if (own) out.push(` id="${own}"`);
    for (const [key, value] of kept) out.push(` ${key}="${escaped(value)}"`);
    out.push('>');
    root = false;
  };
  const closed = (qualified: string): void => {
    const name = qualified.replace(/^svg:/, '');
    if (skipping > 0) {
      skipping -= 1;
      return;
    }
    if (name === 'clipPath') clips -= 1;
    out.push(`</${name}>`);
  };
  try {
    readXml(
      source,
      {
        open: opened,
        text: (text) => void (skipping === 0 && out.push(escaped(text))),
        close: closed,
      },
      SVG_LIMITS.depth,
    );
  } catch (error) {
    if (!(error instanceof ThermaCoreError) || error.field !== undefined) throw error;
    throw refused(error.message, error.advice ?? '');
  }
  let next = 0;
  const ids = shapes.map(({ at, id: own }) => {
    let id = own;
    while (id === '' || (own === '' && taken.has(id))) id = `e${++next}`;
    taken.add(id);
    out[at] = ` id="${id}"`;
    return id;
  });
  const svg = out.join('');
  if (Buffer.byteLength(svg) > SVG_LIMITS.bytes)
    throw refused(`The drawing is larger than ${most} when it is written out.`, 'Simplify it.');
  return { svg, ids };
}
