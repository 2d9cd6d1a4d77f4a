import { CLAUSES } from '../sparkplug-clauses';
import type { Page } from './page';

/** Where the tests of the clauses stand, by the beginning of the id. */
const TESTS = 'test/unit/connectors/sparkplug/conformance.test.ts';

export const sparkplugConformancePage: Page = {
  path: 'docs/sparkplug-conformance.md',
  render: () => `# Sparkplug conformance

Generated from \`scripts/sparkplug-clauses.ts\` by \`npm run docs\`. It is for whoever connects an edge node or a host
application of another maker (Eclipse Sparkplug 3.0, payloads of version B).

Each row is a clause of the specification by its id, in words of ours, with a test of that name in
[conformance.test.ts](../${TESTS}). These are our tests, not the compatibility kit of the Eclipse Foundation, and cover
what is listed here.

| clause | what it asks |
|---|---|
${Object.entries(CLAUSES)
  .map(([id, words]) => `| \`tck-id-${id}\` | ${words} |`)
  .join('\n')}

## Not supported

| what | instead |
|---|---|
| payloads of version A | refused as no protobuf of version B |
| compressed payloads | refused: they have no metrics |
| templates, data sets, files sent by our edge node | readings are numbers, booleans and texts |
| several MQTT servers for one edge node at once | the servers of the broker node are tried one after the other |
`,
};
