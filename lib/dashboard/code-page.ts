import { errorBox } from './login-page';
import { escapeHtml, pageFrame } from './page-frame';

export interface CodePage {
  readonly nonce: string;
  readonly basePath: string;
  readonly to: string;
  /** Of the login that waits for the code. */
  readonly ticket: string;
  readonly username: string;
  readonly error?: string;
}

/** The second step of a login. One field takes both kinds of code: who has lost the phone need not look for another page. */
export function codePage({ nonce, basePath, to, ticket, username, error }: CodePage): string {
  const base = escapeHtml(basePath);
  return pageFrame({
    nonce,
    title: 'Enter the code',
    body: `<h1>Enter the code</h1>
${error === undefined ? '' : errorBox(error)}
<p>Open your authenticator app and type its six digits. Without the phone, type one of your recovery codes.</p>
<form method="post" action="${base}/login/code">
<input type="hidden" name="to" value="${escapeHtml(to)}">
<input type="hidden" name="ticket" value="${escapeHtml(ticket)}">
<label>Code<input name="code" required maxlength="40" autofocus autocomplete="one-time-code"
  autocapitalize="none" spellcheck="false"></label>
<button>Log in</button>
</form>
<div class="foot"><span>${escapeHtml(username)}</span><a href="${base}/login?to=${encodeURIComponent(to)}">Another user</a></div>`,
  });
}

/** A form's own answer may not lead to another site (Content-Security-Policy: form-action), but a page may go there. */
export function signedOutPage({ nonce, url, label }: { nonce: string; url: string; label: string }): string {
  return pageFrame({
    nonce,
    title: 'Logged out',
    body: `<h1>Logged out</h1>
<p>You are logged out here. The login at ${escapeHtml(label)} ends next.</p>
<a class="button main" id="on" href="${escapeHtml(url)}">Log out there too</a>`,
    script: `location.replace(document.getElementById('on').href);`,
  });
}
