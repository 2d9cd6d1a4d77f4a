/**
 * Builds dist/: compiles lib, nodes and bin, and lays the files that Node-RED wants beside each node: its form, its
 * labels, its icons, and its Markdown help wrapped the way the editor reads it.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

const root = join(__dirname, '..');
const dist = join(root, 'dist');

function compile(): void {
  rmSync(dist, { recursive: true, force: true });
  for (const project of ['tsconfig.build.json', 'tsconfig.browser.json']) {
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const { status } = spawnSync(process.execPath, [tsc, '-p', project], { cwd: root, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
}

/** What pages load in the browser: uPlot beside it, as a module, so that nothing comes from elsewhere. */
function browserFiles(): void {
  const to = join(dist, 'lib', 'dashboard', 'browser');
  const from = join(root, 'node_modules', 'uplot', 'dist');
  const uplot = readFileSync(join(from, 'uPlot.iife.min.js'), 'utf8');
  const css = JSON.stringify(readFileSync(join(from, 'uPlot.min.css'), 'utf8'));
  const sheet = `const sheet = new CSSStyleSheet();\nsheet.replaceSync(${css});\ndocument.adoptedStyleSheets.push(sheet);`;
  writeFileSync(join(to, 'uplot.js'), `${uplot}\n${sheet}\nexport default uPlot;\n`);
  for (const file of readdirSync(to).filter((name) => name.startsWith('trend-'))) {
    const text = readFileSync(join(to, file), 'utf8');
    // A browser finds no package by its name.
    writeFileSync(join(to, file), text.replaceAll("from 'uplot'", "from './uplot.js'"));
  }
}

/** A form whose parts stand in several files, each for one purpose: Node-RED reads one, named as the node. */
function copyForm(folder: string, name: string, to: string): void {
  const own = `${name}.html`;
  const more = readdirSync(folder).filter((file) => file.endsWith('.html') && file !== own);
  const text = [own, ...more.sort()].map((file) => readFileSync(join(folder, file), 'utf8')).join('');
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, own), text);
}

/** https://nodered.org/docs/creating-nodes/i18n: help is `locales/<lang>/<node>.html`, Markdown allowed. */
function copyNode(folder: string): void {
  const name = basename(folder);
  const to = join(dist, 'nodes', name);
  for (const part of ['locales', 'icons', 'assets'])
    if (existsSync(join(folder, part))) cpSync(join(folder, part), join(to, part), { recursive: true });
  copyForm(folder, name, to);
  const help = join(folder, `${name}.md`);
  if (!existsSync(help)) return;
  const target = join(to, 'locales', 'en-US', `${name}.html`);
  mkdirSync(dirname(target), { recursive: true });
  const text = readFileSync(help, 'utf8');
  writeFileSync(
    target,
    `<script type="text/markdown" data-help-name="thermacore-${name}">\n${text}</script>\n`,
  );
}

/** Files that stand beside their code in lib/ and are read at run time. */
function copyAssets(): void {
  for (const file of globSync('lib/**/*.{css,html,svg,js,sql}', { cwd: root })) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    cpSync(join(root, file), join(dist, file));
  }
  const docsPage = join(dist, 'lib', 'api', 'docs-page');
  mkdirSync(docsPage, { recursive: true });
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js'])
    cpSync(join(root, 'node_modules', 'swagger-ui-dist', file), join(docsPage, file));
}

compile();
for (const entry of readdirSync(join(root, 'nodes'), { withFileTypes: true }))
  if (entry.isDirectory() && !entry.name.startsWith('_')) copyNode(join(root, 'nodes', entry.name));
copyAssets();
browserFiles();
