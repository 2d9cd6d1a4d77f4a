import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isThermaCoreError } from '../../../lib/core/errors';
import { SVG_LIMITS, safeSvg } from '../../../lib/core/svg';
import { SynopticInput, soundSynoptic } from '../../../lib/core/synoptic';

const drawing = (inner: string, more = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"${more}>${inner}</svg>`;
const HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">';

/** Anything by which a drawing could act, load or reach out. */
const DANGER =
  /<(script|foreignObject|image|use|marker|style|a|animate|set|iframe|filter|handler)\b|\son\w+=|\smarker-|javascript:|data:|https?:(?!\/\/www\.w3\.org\/2000\/svg")|\bhref="(?!&#35;|#)|url\((?!\s*(&#34;|&#39;)?#)|@import|expression|\\/i;

const HOSTILE: readonly [what: string, inner: string][] = [
  ['a script', '<script>alert(1)</script>'],
  ['a script within CDATA', '<script><![CDATA[alert(1)]]></script>'],
  ['a script by a prefix', '<svg:script>alert(1)</svg:script>'],
  ['foreign content', '<foreignObject><body onload="alert(1)"/></foreignObject>'],
  ['handlers of events', '<rect onload="alert(1)" onclick="x()" width="1" height="1"/>'],
  ['links', '<a href="javascript:alert(1)"><text>x</text></a>'],
  ['pictures from elsewhere', '<image href="https://evil.example/x.png"/>'],
  ['pictures by xlink', '<image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="//evil.example/x"/>'],
  ['uses of other files', '<use href="https://evil.example/x.svg#a"/>'],
  ['paint from elsewhere', '<rect fill="url(https://evil.example/x#a)"/>'],
  ['paint from elsewhere in capitals', '<rect fill="URL(/api/v1/units)"/>'],
  ['paint from elsewhere by references', '<rect fill="u&#114;l(https&#58;//evil.example/x)"/>'],
  ['paint from elsewhere with an escape', '<rect fill="u\\72l(//evil.example/x)"/>'],
  ['styles that load', '<rect style="fill:url(//evil.example/x);stroke:red"/>'],
  ['sheets of style', '<style>@import url(https://evil.example/x.css);</style>'],
  ['animations', '<rect><set attributeName="onclick" to="alert(1)"/></rect>'],
  ['animated links', '<animate attributeName="href" values="javascript:alert(1)"/>'],
  ['a gradient from elsewhere', '<linearGradient href="https://evil.example/x#a"/>'],
  ['filters', '<filter><feImage href="https://evil.example/x"/></filter>'],
  [
    'markers',
    '<marker id="m"><rect/></marker><path d="M0 0L1 1" marker-mid="url(#m)" style="marker-end:url(#m)"/>',
  ],
  ['markup within a text', '<text>&lt;script&gt;alert(1)&lt;/script&gt;</text>'],
  ['markup within an attribute', '<rect fill="red&quot; onload=&quot;alert(1)"/>'],
];

describe('safeSvg', () => {
  for (const [what, inner] of HOSTILE)
    it(`leaves out ${what}, and keeps what is beside it`, () => {
      const { svg } = safeSvg(drawing(`${inner}<circle id="kept" r="3"/>`, ' onload="alert(1)"'));
      assert.doesNotMatch(svg, DANGER);
      assert.ok(svg.includes('<circle id="kept" r="3"></circle>'), svg);
    });

  it('keeps what draws: shapes, texts, gradients, clips, transforms', () => {
    const inner =
      '<defs><linearGradient id="a"><stop offset="0" stop-color="#eee"/></linearGradient>' +
      '<clipPath id="c"><rect id="r" width="4" height="4"/></clipPath></defs>' +
      '<g id="g" transform="translate(1 2)"><path id="p" d="M0 0L1 1z" fill="url(#a)" clip-path="url(#c)"/>' +
      '<text id="t" x="1">5 °C &amp; more</text></g>';
    assert.equal(
      safeSvg(drawing(inner)).svg,
      `${HEAD}${inner.replace(/<(\w+)([^>]*)\/>/g, '<$1$2></$1>').replace('&amp;', '&#38;')}</svg>`,
    );
  });

  it('clips no clip, whose clips would unfold to millions', () => {
    const clip = (id: string, more = '', within = ''): string =>
      `<clipPath id="${id}"${more}><rect id="${id}-r"${within}></rect></clipPath>`;
    const own = ' clip-path="url(#a)"';
    const after = `<g id="g"${own}></g>`;
    const styled = ' style="clip-path:url(#a)"';
    const { svg } = safeSvg(drawing(clip('a') + clip('b', own, own) + clip('c', styled, styled) + after));
    assert.equal(svg, `${HEAD}${clip('a')}${clip('b')}${clip('c')}${after}</svg>`);
  });

  it('turns styles into attributes, of which the style counts', () => {
    const { svg } = safeSvg(drawing('<rect id="a" fill="red" style="fill: #123; stroke-width:2px; x:1; -moz-binding:b"/>')); // prettier-ignore
    assert.equal(svg, `${HEAD}<rect id="a" fill="#123" stroke-width="2px"></rect></svg>`);
  });

  it('gives every shape an id of its own, so that it can be bound, and the same again for what it wrote itself', () => {
    const { svg, ids } = safeSvg(drawing('<rect/><g id="e1"><rect id="e1"/><rect id="1 x"/></g>'));
    assert.deepEqual(ids, ['e2', 'e1', 'e3', 'e4']);
    assert.deepEqual(safeSvg(svg), { svg, ids });
  });

  it('takes the size of a drawing without a view box from its width and height', () => {
    const head = (attributes: string) => safeSvg(`<svg ${attributes}/>`).svg;
    assert.match(head('width="400px" height="300"'), /viewBox="0 0 400 300"/);
    assert.doesNotMatch(head('width="400px" height="300"'), /width=/);
    for (const size of ['', 'width="9"', 'viewBox="0 0 0 5"', 'viewBox="0 0 x 5"', 'viewBox="1 2 3"'])
      assert.throws(() => head(size), { code: 'invalid', field: 'svg', message: /how large/ });
  });

  for (const [what, source, said] of [
    ['a document type', '<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 1 1">&a;</svg>', /document type/],
    ['an entity that is not known', drawing('<text>&nbsp;</text>'), /entity nbsp/],
    ['another kind of document', '<html><body/></html>', /"html"/],
    ['elements that do not end', drawing('<g>'), /line 1/],
    ['no drawing at all', '', /no element/],
    ['plain text', 'hello', /text outside/],
    ['attributes without quotes', drawing('<rect width=1/>'), /quotes/],
    ['two drawings', `${drawing('')}${drawing('')}`, /second/],
    ['elements too deep', drawing('<g>'.repeat(60) + '</g>'.repeat(60)), /within each other/],
    ['too many elements', drawing('<g/>'.repeat(SVG_LIMITS.elements)), /more than 5000/],
    ['too many bytes', drawing(' '.repeat(SVG_LIMITS.bytes)), /512 KiB/],
    ['what becomes too large', drawing(`<text>${'&gt;'.repeat(120_000)}</text>`), /512 KiB/],
  ] as const)
    it(`refuses ${what}, and names the field`, () => {
      assert.throws(
        () => safeSvg(source),
        (error) => isThermaCoreError(error) && error.field === 'svg' && said.test(error.message),
      );
    });

  it('makes of anything either nothing or a drawing without danger, in no time', () => {
    const pieces = fc.constantFrom(
      '<', '>', '/', '"', "'", '=', '&', ';', '<svg ', 'viewBox="0 0 1 1"', '<rect ', 'onload="x"', '<script>', '</script>',
      '<![CDATA[', ']]>', '<!--', '-->', 'url(', '#a', 'href="', 'javascript:', 'style="', 'fill:', '&#x', '</svg>', '<text>', '</text>',
    ); // prettier-ignore
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 60 }), (parts) => {
        try {
          // What people read may be anything.
          const { svg } = safeSvg(drawing(parts.join('')));
          assert.doesNotMatch(svg.replace(/>[^<]*</g, '><'), DANGER);
        } catch (error) {
          assert.ok(isThermaCoreError(error) && error.field === 'svg', String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('soundSynoptic', () => {
  const input = (bindings: object[]) => SynopticInput.parse({ svg: drawing('<text id="t"/>'), bindings });

  it('keeps bindings of elements that are there, and names one whose element is not', () => {
    const binding = { element: 't', sensor: 'supply', shows: 'text' };
    assert.deepEqual(soundSynoptic(input([binding])).bindings, [binding]);
    assert.throws(() => soundSynoptic(input([binding, { ...binding, element: 'gone' }])), {
      code: 'invalid',
      field: 'bindings.1.element',
    });
  });
});
