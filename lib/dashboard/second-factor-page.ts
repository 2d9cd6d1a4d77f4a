import type { MfaEnrolment, MfaStatus } from '../tenancy';
import { errorBox } from './login-page';
import { escapeHtml, pageFrame } from './page-frame';

export interface FactorPage {
  readonly nonce: string;
  readonly basePath: string;
  /** The page that was asked for before. */
  readonly to: string;
  /** Where the way there goes on. */
  readonly next: string;
  readonly username: string;
  readonly error?: string;
}

/** Groups of four are read and typed without losing the place. */
const grouped = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ');

const svgUrl = (svg: string): string => `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;

const hidden = (name: string, value: string): string =>
  `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;

const CODE_FIELD = `<input name="code" required maxlength="40" autocomplete="one-time-code" autocapitalize="none" spellcheck="false"`;

const foot = ({
  basePath,
  username,
}: FactorPage): string => `<div class="foot"><span>${escapeHtml(username)}</span>
<form method="post" action="${escapeHtml(basePath)}/logout"><button>Log out</button></form></div>`;

/** Setting up: scan, type a code, done. */
export function enrolmentPage(
  page: FactorPage & { readonly enrolment: MfaEnrolment; readonly required: boolean },
): string {
  const { nonce, basePath, to, next, error, enrolment, required } = page;
  const why = required
    ? 'Your administrator asks for a second factor. Set it up once, and the dashboards open.'
    : 'With a second factor your password alone opens nothing.';
  return pageFrame({
    nonce,
    title: 'Set up a second factor',
    body: `<h1>Set up a second factor</h1>
${error === undefined ? '' : errorBox(error)}
<p>${why}</p>
<ol class="steps"><li>Open an authenticator app on your phone.</li><li>Scan this picture with it.</li>
<li>Type the six digits that it shows.</li></ol>
<img class="qr" alt="QR code of the secret; the same as text is below" src="${svgUrl(enrolment.qr)}">
<details><summary>Cannot scan it?</summary>
<p>Type this into the app:<br><span class="secret">${grouped(enrolment.secret)}</span></p></details>
<form method="post" action="${escapeHtml(basePath)}/second-factor">
${hidden('do', 'confirm')}${hidden('to', to)}
<label>Code${CODE_FIELD} autofocus></label>
<button>Switch it on</button>
</form>
${required ? '' : `<p class="or"><span>or</span></p><a class="button" href="${escapeHtml(next)}">Not now</a>`}
${foot(page)}`,
  });
}

/** Shown once: whoever loses the phone without them needs an administrator. */
export function recoveryCodesPage(page: FactorPage & { readonly codes: readonly string[] }): string {
  return pageFrame({
    nonce: page.nonce,
    title: 'Recovery codes',
    body: `<h1>Keep these recovery codes</h1>
<p>Each opens your account once, if the phone is lost. Print them, or keep them in a password manager: they are not shown again.</p>
<ul class="codes">${page.codes.map((code) => `<li>${escapeHtml(code)}</li>`).join('')}</ul>
<a class="button main" href="${escapeHtml(page.next)}">I have kept them</a>
${foot(page)}`,
  });
}

/** Of a second factor that is on. */
export function factorOnPage(page: FactorPage & { readonly status: MfaStatus }): string {
  const { nonce, basePath, to, next, error, status } = page;
  const left = status.recoveryCodes;
  // For password managers, which keep passwords by user name.
  const proof = `${hidden('to', to)}
<input hidden name="username" autocomplete="username" value="${escapeHtml(page.username)}">
<label>Password<input name="password" type="password" required maxlength="256" autocomplete="current-password"></label>
<label>Code${CODE_FIELD}></label>`;
  return pageFrame({
    nonce,
    title: 'Second factor',
    body: `<h1>Your second factor is on</h1>
${error === undefined ? '' : errorBox(error)}
<p>${left === 1 ? 'One recovery code is' : `${left} recovery codes are`} left. New ones take the place of all of them.</p>
<form method="post" action="${escapeHtml(basePath)}/second-factor">${proof}
<div class="pair"><button name="do" value="codes">New codes</button>
<button class="plain" name="do" value="disable">Switch it off</button></div>
</form>
<p class="or"><span>or</span></p><a class="button" href="${escapeHtml(next)}">Back to the dashboards</a>
${foot(page)}`,
  });
}
