/** Text for HTML: content and quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The key under which a browser keeps the chosen theme; dashboards/templates/header.vue uses the same. */
const THEME_KEY = 'thermacore-theme';

export interface PageFrame {
  readonly nonce: string;
  readonly title: string;
  readonly body: string;
  readonly script?: string;
}

/** The frame of the pages outside Dashboard 2.0: one look with the dashboards, both themes, nothing loaded. */
export function pageFrame({ nonce, title, body, script = '' }: PageFrame): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · ThermaCore</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}">
<style nonce="${nonce}">${STYLE}</style>
<script nonce="${nonce}">${THEME_SCRIPT}</script>
</head>
<body>
<main>
<header class="brand">${MARK}<div><b>ThermaCore</b><span>Supervisory control</span></div></header>
${body}
</main>
${script ? `<script nonce="${nonce}">${script}</script>` : ''}
</body>
</html>`;
}

const THEME_SCRIPT = `try { const theme = localStorage.getItem('${THEME_KEY}');
if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme } catch {}`;

/** The coil of a heat exchanger. */
const COIL = '<path d="M6 9h20a5.5 5.5 0 0 1 0 11H14a5.5 5.5 0 0 0 0 11h20"/>';
const DRAWN = 'fill="none" stroke-width="4" stroke-linecap="round"';
const MARK = `<svg class="mark" viewBox="0 0 40 40" ${DRAWN} stroke="currentColor" aria-hidden="true">${COIL}</svg>`;
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" ${DRAWN} stroke="#5c6770">${COIL}</svg>`;

const STYLE = `
:root { color-scheme: light dark;
  --page: #dfe2e4; --card: #eff1f2; --line: #b9bfc4; --ink: #1d2328; --soft: #505a62;
  --field: #ffffff; --action: #2f5168; --on-action: #ffffff; --alarm: #a3161b; --alarm-card: #fbeaea; }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) {
  --page: #1b1f22; --card: #262b2f; --line: #454d54; --ink: #e6e9eb; --soft: #a9b2b9;
  --field: #15181a; --action: #a9c6d9; --on-action: #12212b; --alarm: #ff9c9c; --alarm-card: #3a2325; } }
:root[data-theme=dark] { color-scheme: dark;
  --page: #1b1f22; --card: #262b2f; --line: #454d54; --ink: #e6e9eb; --soft: #a9b2b9;
  --field: #15181a; --action: #a9c6d9; --on-action: #12212b; --alarm: #ff9c9c; --alarm-card: #3a2325; }
:root[data-theme=light] { color-scheme: light; }
* { box-sizing: border-box; margin: 0; }
body { min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: 1rem;
  background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif; }
main { width: min(26rem, 100%); background: var(--card); border: 1px solid var(--line);
  border-radius: 6px; padding: clamp(1.25rem, 6vw, 2.25rem); }
.brand { display: flex; gap: .75rem; align-items: center; margin-bottom: 1.75rem; }
.brand div { display: grid; line-height: 1.25; }
.brand b { font-size: 1.25rem; font-weight: 650; letter-spacing: .01em; }
.brand span { color: var(--soft); font-size: .875rem; }
.mark { width: 2.5rem; height: 2.5rem; color: var(--soft); }
h1 { font-size: 1.125rem; font-weight: 600; margin-bottom: 1rem; }
p { color: var(--soft); margin-bottom: 1rem; }
label { display: block; font-size: .9375rem; font-weight: 500; margin-bottom: 1rem; }
input { display: block; width: 100%; margin-top: .375rem; padding: .6875rem .75rem; font: inherit; color: inherit;
  background: var(--field); border: 1px solid var(--soft); border-radius: 4px; }
button { width: 100%; padding: .75rem 1rem; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--on-action); background: var(--action); border: 1px solid var(--action); border-radius: 4px; }
a { color: var(--action); }
a.button { display: block; padding: .75rem 1rem; text-align: center; font-weight: 600; text-decoration: none;
  color: var(--ink); background: var(--field); border: 1px solid var(--soft); border-radius: 4px; }
a.button:hover { border-color: var(--action); box-shadow: inset 0 0 0 1px var(--action); }
a.main, a.main:hover { color: var(--on-action); background: var(--action); border-color: var(--action); }
.or { display: flex; align-items: center; gap: .75rem; margin: 1.25rem 0; font-size: .875rem; }
.or::before, .or::after { content: ''; flex: 1; border-top: 1px solid var(--line); }
.qr { display: block; width: 13rem; height: 13rem; margin: 0 auto 1rem; background: #fff; border-radius: 4px; }
.secret { font: .9375rem/1.6 ui-monospace, Consolas, monospace; letter-spacing: .04em; overflow-wrap: anywhere;
  color: var(--ink); user-select: all; }
.codes { display: grid; grid-template-columns: repeat(auto-fill, minmax(11.5rem, 1fr)); gap: .25rem 1rem; padding: .875rem 1rem;
  margin-bottom: 1rem; list-style: none; background: var(--field); border: 1px solid var(--line); border-radius: 4px;
  font: .9375rem/1.6 ui-monospace, Consolas, monospace; white-space: nowrap; }
ol.steps { padding-left: 1.25rem; margin-bottom: 1rem; color: var(--soft); }
details { margin-bottom: 1rem; }
summary { cursor: pointer; color: var(--soft); }
h2 { font-size: 1rem; font-weight: 600; margin: 1.5rem 0 .75rem; }
button.plain { color: var(--ink); background: var(--field); border-color: var(--soft); }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
button:disabled { cursor: not-allowed; opacity: .55; }
:focus-visible { outline: 3px solid var(--action); outline-offset: 2px; }
.error { display: flex; gap: .625rem; padding: .75rem; margin-bottom: 1.25rem; color: var(--ink);
  background: var(--alarm-card); border: 1px solid var(--alarm); border-left-width: 5px; border-radius: 4px; }
.error svg { flex: none; width: 1.5rem; height: 1.5rem; color: var(--alarm); }
.choices { display: grid; gap: .75rem; padding: 0; list-style: none; }
.choices button { display: flex; justify-content: space-between; align-items: center; text-align: left;
  color: var(--ink); background: var(--field); border-color: var(--soft); padding: 1rem; font-size: 1.0625rem; }
.choices button:hover { border-color: var(--action); box-shadow: inset 0 0 0 1px var(--action); }
.choices small { color: var(--soft); font-weight: 400; font-size: .875rem; }
.foot { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line); display: flex;
  justify-content: space-between; align-items: center; color: var(--soft); font-size: .9375rem; }
.foot button { width: auto; padding: .375rem .75rem; font-weight: 500; color: var(--ink); background: none;
  border-color: var(--soft); }
`;
