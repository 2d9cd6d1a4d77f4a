import { errorBox } from './login-page';
import { escapeHtml, pageFrame } from './page-frame';

export interface PasswordPage {
  readonly nonce: string;
  readonly basePath: string;
  /** Where to go afterwards. */
  readonly to: string;
  readonly username: string;
  /** An administrator has set the old one. */
  readonly isTemporary: boolean;
  readonly error?: string;
}

/** Where everybody changes his own password, and who has a temporary one has to. */
export const passwordPage = ({ nonce, basePath, to, username, isTemporary, error }: PasswordPage): string => {
  const base = escapeHtml(basePath);
  const why = isTemporary
    ? 'Your password was set by an administrator. Choose one of your own to go on.'
    : 'You stay logged in here; everywhere else you have to log in again.';
  return pageFrame({
    nonce,
    title: 'Change password',
    body: `<h1>Change password</h1>
${error === undefined ? '' : errorBox(error)}
<p>${why} Long is what counts: for example four words that have nothing to do with each other.</p>
<form method="post" action="${base}/password">
<input type="hidden" name="to" value="${escapeHtml(to)}">
<input type="hidden" name="username" value="${escapeHtml(username)}" autocomplete="username">
<label>Old password<input name="old" type="password" required maxlength="256" autocomplete="current-password"
  autofocus></label>
<label>New password<input name="new" type="password" required maxlength="256" autocomplete="new-password"></label>
<label>New password again<input name="again" type="password" required maxlength="256" autocomplete="new-password"></label>
<button>Change password</button>
</form>
<div class="foot"><span>${escapeHtml(username)}</span>
<form method="post" action="${base}/logout"><button>Log out</button></form></div>`,
  });
};
