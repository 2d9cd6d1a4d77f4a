import { isThermaCoreError } from '../core/errors';
import { mayOnlyChangePassword, type Principal } from '../tenancy';
import { statusOf, type Exchange } from './exchange';
import { passwordPage } from './password-page';
import { safeTarget } from './paths';
import type { PasswordChanger } from './ports';
import { redirect, sendPage } from './responses';
import type { BrowserSessions } from './sessions';

interface PasswordPagesUse {
  readonly passwords: () => Promise<PasswordChanger>;
  readonly sessions: BrowserSessions;
  readonly basePath: string;
}

/** Shows the page of one's own password, and changes it. */
export class PasswordPages {
  constructor(private readonly use: PasswordPagesUse) {}

  async show({ request, response, url }: Exchange): Promise<void> {
    const session = await this.use.sessions.of(request, response);
    if (!session) return redirect(response, `${this.use.basePath}/login`);
    const to = safeTarget(url.searchParams.get('to'), this.use.basePath);
    this.send(response, 200, { to, principal: session.principal });
  }

  async change({ request, response, form }: Exchange): Promise<void> {
    const session = await this.use.sessions.of(request, response);
    if (!session) return redirect(response, `${this.use.basePath}/login`);
    const { principal } = session;
    const to = safeTarget(form.get('to'), this.use.basePath);
    const newPassword = form.get('new') ?? '';
    if (newPassword !== form.get('again'))
      return this.send(response, 400, { to, principal, error: 'The two new passwords are not the same.' });
    try {
      const passwords = await this.use.passwords();
      await passwords.changePassword(
        principal,
        { oldPassword: form.get('old') ?? '', newPassword },
        this.use.sessions.addressOf(request),
      );
    } catch (error) {
      if (!isThermaCoreError(error)) throw error;
      return this.send(response, statusOf(error), { to, principal, error: error.sentence });
    }
    redirect(response, to);
  }

  private send(
    response: Exchange['response'],
    status: number,
    { to, principal, error }: { to: string; principal: Principal; error?: string },
  ): void {
    const { basePath } = this.use;
    const content = {
      basePath,
      to,
      username: principal.username,
      isTemporary: mayOnlyChangePassword(principal),
    };
    sendPage(response, status, (nonce) =>
      passwordPage({ nonce, ...content, ...(error === undefined ? {} : { error }) }),
    );
  }
}
