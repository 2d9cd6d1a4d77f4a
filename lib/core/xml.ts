import { ThermaCoreError } from './errors';

/** What a reader of XML is told, in order. Text and attribute values come with their references resolved. */
export interface XmlHandler {
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  text(text: string): void;
  close(name: string): void;
}

const NAME = /[A-Za-z_][\w.:-]{0,99}/y;
const SPACE = /[ \t\r\n]*/y;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const REFERENCE = /&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|[A-Za-z]{1,10});/g;
const MOST_ATTRIBUTES = 100;

/**
 * Reads a document of XML 1.0 in one pass, strictly: what is not well-formed is refused, and so are document types and their
 * entities, which files of drawings do without and attacks do not. Throws `invalid` that says at which line.
 */
export function readXml(source: string, handler: XmlHandler, maxDepth: number): void {
  const open: string[] = [];
  let at = 0;
  let roots = 0;

  const fail = (why: string): never => {
    const line = source.slice(0, at).split('\n').length;
    throw new ThermaCoreError('invalid', `This is no sound XML: ${why} in line ${line}.`, {
      advice: 'Save the drawing as plain SVG.',
    });
  };
  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const skipTo = (end: string, what: string): string => {
    const stop = source.indexOf(end, at);
    if (stop < 0) return fail(`${what} does not end`);
    const inner = source.slice(at, stop);
    at = stop + end.length;
    return inner;
  };
  const resolved = (text: string): string => {
    const plain = text.replace(REFERENCE, (_all, name: string) => {
      if (!name.startsWith('#')) return ENTITIES[name] ?? fail(`the entity ${name} is not known`);
      const code = name[1] === 'x' ? parseInt(name.slice(2), 16) : Number(name.slice(1));
      const sound = code === 9 || code === 10 || code === 13 || (code >= 32 && code <= 0x10ffff);
      return sound ? String.fromCodePoint(code).toWellFormed() : fail('a character that XML has not');
    });
    return text.replace(REFERENCE, '').includes('&') ? fail('an "&" without a name and ";"') : plain;
  };
  const said = (text: string): void => {
    if (open.length > 0) handler.text(resolved(text));
    else if (text.trim() !== '') fail('text outside of the drawing');
  };
  const attributesOf = (): Map<string, string> => {
    const attributes = new Map<string, string>();
    for (;;) {
      match(SPACE);
      const name = match(NAME);
      if (name === '') return attributes;
      match(SPACE);
      if (source[at++] !== '=') fail(`the attribute ${name} has no value`);
      match(SPACE);
      const quote = source[at++];
      if (quote !== '"' && quote !== "'") return fail(`the value of ${name} has no quotes`);
      const value = skipTo(quote, `the value of ${name}`);
      if (value.includes('<')) fail(`a "<" in the value of ${name}`);
      if (attributes.has(name)) fail(`the attribute ${name} stands twice`);
      if (attributes.size >= MOST_ATTRIBUTES) fail('an element has too many attributes');
      attributes.set(name, resolved(value));
    }
  };
  const element = (): void => {
    const name = match(NAME);
    if (name === '') fail('a "<" that begins nothing');
    if (open.length === 0 && ++roots > 1) fail('a second drawing');
    if (open.length >= maxDepth) fail(`more than ${maxDepth} elements within each other`);
    const attributes = attributesOf();
    handler.open(name, attributes);
    if (source.startsWith('/>', at)) {
      at += 2;
      handler.close(name);
    } else if (source[at++] === '>') open.push(name);
    else fail(`the element ${name} does not end`);
  };
  const ending = (): void => {
    const name = match(NAME);
    match(SPACE);
    if (source[at++] !== '>' || open.pop() !== name) fail(`</${name}> ends what did not begin`);
    handler.close(name);
  };

  if (source.startsWith('\ufeff')) at = 1;
  while (at < source.length) {
    const next = source.indexOf('<', at);
    const text = source.slice(at, next < 0 ? source.length : next);
    if (text !== '') said(text);
    at = next < 0 ? source.length : next + 1;
    if (next < 0) break;
    if (source.startsWith('!--', at)) {
      at += 3;
      skipTo('-->', 'a comment');
    } else if (source.startsWith('![CDATA[', at)) {
      at += 8;
      const inner = skipTo(']]>', 'a CDATA section');
      if (open.length > 0) handler.text(inner);
      else fail('text outside of the drawing');
    } else if (source[at] === '!') fail('a document type is not taken');
    else if (source[at] === '?') {
      skipTo('?>', 'an instruction');
    } else if (source[at] === '/') {
      at += 1;
      ending();
    } else element();
  }
  if (open.length > 0) fail(`the element ${open.at(-1)} does not end`);
  if (roots === 0) fail('no element');
}
