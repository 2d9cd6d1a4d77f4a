import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from './page';
import { CONTROLS, type Control } from './security-controls';
import { DATA_PATHS, OPERATOR } from './threats';

const root = join(__dirname, '..', '..');

/** What a control names and there is not, one sentence each. */
export function missingOf({ what, code, test: { file, title } }: Control): string[] {
  const faults = code
    .filter((path) => !existsSync(join(root, path)))
    .map((path) => `"${what}" names ${path}, which does not exist.`);
  if (!existsSync(join(root, file))) return [...faults, `"${what}" names ${file}, which does not exist.`];
  const text = readFileSync(join(root, file), 'utf8');
  // As a literal, so that a test that was renamed is noticed.
  const there = [`'${title}'`, `"${title}"`, `\`${title}\``].some((literal) => text.includes(literal));
  return there ? faults : [...faults, `${file} has no test "${title}".`];
}

const row = ({ what, code, test, iec62443, nist, gdpr, soc2 }: Control): string =>
  `| ${what} | ${code.map((path) => `\`${path}\``).join(', ')} | \`${test.file}\`: ${test.title} | ${iec62443} | ${nist} | ${gdpr} | ${soc2} |`;

function render(): string {
  const faults = CONTROLS.flatMap(missingOf);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const threats = DATA_PATHS.map(
    ({ path, from, threats: rows }) =>
      `### ${path}\n\n${from}\n\n| threat | how | what stands against it |\n|---|---|---|\n${rows
        .map(({ kind, how, against }) => `| ${kind} | ${how} | ${against} |`)
        .join('\n')}`,
  );
  return `# Threats and controls

Generated from \`scripts/docs/security-controls.ts\` and \`scripts/docs/threats.ts\` by \`npm run docs\`, which fails where a file or
a test that is named here does not exist. SECURITY.md says in words what protects whom.

## Threats along each way of the data (STRIDE)

${threats.join('\n\n')}

## Controls

What a requirement asks for in full is more than one control does: the columns say where it helps. IEC 62443-3-3 is meant at
security level 2; NIST is the Cybersecurity Framework 2.0; SOC 2 are the Trust Services Criteria of 2017.

| control | code | test | IEC 62443-3-3 | NIST CSF | GDPR | SOC 2 |
|---|---|---|---|---|---|---|
${CONTROLS.map(row).join('\n')}

## What only the operator can do

${OPERATOR.map((line) => `- ${line}`).join('\n')}
`;
}

export const securityPage: Page = { path: 'docs/security-controls.md', render };
