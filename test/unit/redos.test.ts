import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '..', '..');

interface Literal {
  readonly where: string;
  readonly source: string;
  readonly flags: string;
}

/** Every regular expression that stands in the code which a server runs. */
function literals(): Literal[] {
  return globSync('{lib,nodes,bin}/**/*.ts', { cwd: root }).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    if (!text.includes('/')) return [];
    const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
    const found: Literal[] = [];
    const visit = (node: ts.Node): void => {
      if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
        const literal = node.getText(tree);
        const end = literal.lastIndexOf('/');
        const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
        found.push({
          where: `${file}:${line + 1}`,
          source: literal.slice(1, end),
          flags: literal.slice(end + 1),
        });
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return found;
  });
}

/** A square does no harm where something before bounds the text: keys are cut, messages are short. */
const BOUNDED: readonly string[] = ['lib/core/ids.ts', 'lib/notifications/text/spoken.ts'];

describe('Regular expressions', function () {
  this.timeout(120_000);

  it('take no time that grows faster than the text: a hostile input cannot hold the process up', async () => {
    process.env['RECHECK_BACKEND'] = 'pure';
    const { checkSync } = await import('recheck');
    const seen = new Map(literals().map((literal) => [`/${literal.source}/${literal.flags}`, literal]));
    assert.ok(seen.size > 100, String(seen.size));
    const known = checkSync('^(a+)+$', '', { checker: 'automaton' });
    assert.equal(known.status, 'vulnerable', 'the checker knows what is slow');
    const slow: string[] = [];
    for (const [literal, { where, source, flags }] of seen) {
      const found = checkSync(source, flags.replace('v', 'u'), { timeout: 5_000, checker: 'automaton' });
      if (found.status === 'vulnerable' && !BOUNDED.includes(where.replace(/:\d+$/, '')))
        slow.push(`${where} ${literal}: ${found.complexity.summary}`);
    }
    assert.deepEqual(slow, []);
  });
});
