import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import ts from 'typescript';
import { z } from 'zod';
import { RULES, type Rules } from './quality-rules';

const TestReference = z.strictObject({
  file: z.string().regex(/^test\/.+\.ts$/, 'must be a test file, from the root of the repository'),
  title: z.string().min(1),
});

const Entry = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('done'), tests: z.array(TestReference).min(1, 'names no test') }),
  z.strictObject({ status: z.literal('todo'), note: z.string().min(1) }),
  z.strictObject({ status: z.literal('exempt'), reason: z.string().min(10) }),
]);
export type Entry = z.output<typeof Entry>;

/** The suite that all connectors share proves something only for those that run it. */
const CONTRACT = 'test/contract/connector-contract.ts';

const Scale = z.strictObject({ rules: z.record(z.string(), z.unknown()) });

export interface CheckedScale {
  readonly connector: string;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly faults: readonly string[];
}

/** Titles of the tests of a file; a part that is only known when it runs is undefined. */
function titlesOf(source: string): (readonly (string | undefined)[])[] {
  const titles: (string | undefined)[][] = [];
  const visit = (node: ts.Node): void => {
    const isTest =
      ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'it';
    const [title] = isTest ? node.arguments : [];
    if (title && ts.isStringLiteralLike(title)) titles.push([title.text]);
    else if (title && ts.isTemplateExpression(title))
      titles.push([
        title.head.text,
        ...title.templateSpans.flatMap(({ literal }) => [undefined, literal.text]),
      ]);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('test.ts', source, ts.ScriptTarget.Latest, true));
  return titles;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whether a test file has a test with this title. */
export function hasTest(source: string, title: string): boolean {
  return titlesOf(source).some((parts) => {
    const pattern = parts.map((part) => (part === undefined ? '.+' : escaped(part))).join('');
    return new RegExp(`^${pattern}$`).test(title);
  });
}

/** Parses a scale and holds it to its rules. `readTest` gives a test file's text, or undefined when there is none. */
export function checkScale(
  connector: string,
  text: string,
  rules: Rules,
  readTest: (file: string) => string | undefined,
): CheckedScale {
  const faults: string[] = [];
  const entries = new Map<string, Entry>();
  const checked = { connector, entries, faults };
  let parsed: z.ZodSafeParseResult<z.output<typeof Scale>>;
  try {
    parsed = Scale.safeParse(load(text));
  } catch (error) {
    faults.push(`is not YAML: ${(error as Error).message.split('\n')[0]}`);
    return checked;
  }
  if (!parsed.success) {
    faults.push(...issuesOf(parsed.error, 'scale'));
    return checked;
  }
  for (const [rule, raw] of Object.entries(parsed.data.rules)) {
    if (!(rule in rules)) faults.push(`"${rule}" is not a rule of this connector (scripts/quality-rules.ts)`);
    const entry = Entry.safeParse(raw);
    if (!entry.success) {
      faults.push(...issuesOf(entry.error, rule));
      continue;
    }
    entries.set(rule, entry.data);
    if (entry.data.status !== 'done') continue;
    for (const { file, title } of entry.data.tests) {
      const source = readTest(file);
      const suite = `test/contract/${connector}.test.ts`;
      if (file === CONTRACT && readTest(suite) === undefined) faults.push(`${rule}: ${suite} does not exist`);
      if (source === undefined) faults.push(`${rule}: ${file} does not exist`);
      else if (!hasTest(source, title)) faults.push(`${rule}: ${file} has no test "${title}"`);
    }
  }
  for (const rule of Object.keys(rules))
    if (!(rule in parsed.data.rules)) faults.push(`the rule "${rule}" is missing`);
  return checked;
}

const issuesOf = (error: z.ZodError, where: string): string[] =>
  error.issues.map(({ path, message }) => `${[where, ...path].join('.')}: ${message}`);

/** The scales of all connectors of a checkout. */
export function readScales(root: string): CheckedScale[] {
  const folder = join(root, 'lib', 'connectors');
  const readIfThere = (path: string): string | undefined =>
    existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const rules = RULES[name];
      const text = readIfThere(join(folder, name, 'quality-scale.yaml'));
      if (!rules || text === undefined)
        return {
          connector: name,
          entries: new Map<string, Entry>(),
          faults: [rules ? 'is missing' : 'has no rules in scripts/quality-rules.ts'],
        };
      return checkScale(name, text, rules, (file) => readIfThere(join(root, file)));
    });
}

/** `40 done, 1 todo, 2 exempt` */
export function tally({ entries }: CheckedScale): string {
  const count = (status: Entry['status']): number =>
    [...entries.values()].filter((entry) => entry.status === status).length;
  return `${count('done')} done, ${count('todo')} todo, ${count('exempt')} exempt`;
}
