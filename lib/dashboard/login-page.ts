import { escapeHtml, pageFrame } from './page-frame';

export interface LoginPage {
  readonly nonce: string;
  readonly basePath: string;
  /** Where to go afterwards. */
  readonly to: string;
  readonly username: string;
  readonly error?: string;
  /** Seconds until another attempt is accepted. */
  readonly retryAfter?: number;
}

export function loginPage({ nonce, basePath, to, username, error, retryAfter }: LoginPage): string {
  const waits = retryAfter !== undefined;
  const again = username !== '' && !waits;
  return pageFrame({
    nonce,
    title: 'Log in',
    body: `<h1>Log in</h1>
${error === undefined ? '' : errorBox(error)}
<form method="post" action="${escapeHtml(basePath)}/login">
<input type="hidden" name="to" value="${escapeHtml(to)}">
<label>User name<input name="username" value="${escapeHtml(username)}" required maxlength="200"
  autocomplete="username" autocapitalize="none" spellcheck="false"${again ? '' : ' autofocus'}></label>
<label>Password<input name="password" type="password" required maxlength="1000"
  autocomplete="current-password"${again ? ' autofocus' : ''}></label>
<button${waits ? ` disabled data-wait="${retryAfter}"` : ''}>Log in</button>
</form>`,
    ...(waits ? { script: COUNTDOWN } : {}),
  });
}

export const errorBox = (error: string): string => `<div class="error" role="alert">
<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
<path d="M12 3 22 21H2Z" stroke-linejoin="round"/><path d="M12 10v5M12 17.5v1"/></svg>
<span>${escapeHtml(error)}</span></div>`;

/** The server decides; this only shows how long it takes. */
const COUNTDOWN = `const button = document.querySelector('[data-wait]');
let left = Number(button.dataset.wait);
const show = () => {
  button.disabled = left > 0;
  button.textContent = left > 0 ? 'Try again in ' + left + ' s' : 'Log in';
  if (left-- > 0) setTimeout(show, 1000);
};
show();`;
