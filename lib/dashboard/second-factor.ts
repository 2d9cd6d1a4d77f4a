import type { ServerResponse } from 'node:http';
import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import { isPlatformUser, may, type Principal } from '../tenancy';
import { safeTarget } from './paths';
import type { DashboardAuth } from './ports';
import { redirect, sendPage, sendText } from './responses';
import { statusOf, type Exchange, type RoutesOptions } from './exchange';
import { enrolmentPage, factorOnPage, recoveryCodesPage, type FactorPage } from './second-factor-page';

/** Where people set up their second factor, and where those land who must. */
export class SecondFactorPages {
  constructor(private readonly use: RoutesOptions) {}

  async show({ request, response, url }: Exchange): Promise<void> {
    const to = safeTarget(url.searchParams.get('to'), this.use.basePath);
    const session = await this.use.sessions.of(request, response);
    if (!session) return this.toLogin(response);
    const { principal } = session;
    const { required } = await (await this.use.auth()).account.status(principal);
    // Not for want of a second factor: setting one up would open nothing.
    if (!required && !maySee(principal))
      return sendText(response, 403, 'This user may not open the dashboards.');
    await this.send(response, 200, principal, to);
  }

  async change(exchange: Exchange): Promise<void> {
    const { request, response, form } = exchange;
    const to = safeTarget(form.get('to'), this.use.basePath);
    const session = await this.use.sessions.of(request, response);
    if (!session) return this.toLogin(response);
    const { principal } = session;
    try {
      const codes = await this.changed(
        await this.use.auth(),
        principal,
        form,
        this.use.sessions.addressOf(request),
      );
      if (codes === undefined) return redirect(response, `${this.use.basePath}/second-factor`);
      // Who could do nothing else before gets their rights now.
      if (!maySee(principal)) await this.use.sessions.renewNow(request, response);
      sendPage(response, 200, (nonce) => recoveryCodesPage({ ...this.frame(nonce, principal, to), codes }));
    } catch (error) {
      if (!isThermaCoreError(error) || error.code === 'unavailable') throw error;
      await this.send(response, statusOf(error), principal, to, error);
    }
  }

  /** The recovery codes that are to be shown; none after switching off. */
  private async changed(
    { account }: DashboardAuth,
    principal: Principal,
    form: ReadonlyMap<string, string>,
    from: string | undefined,
  ): Promise<readonly string[] | undefined> {
    const code = form.get('code') ?? '';
    const proof = { password: form.get('password') ?? '', code };
    switch (form.get('do')) {
      case 'confirm':
        return account.confirm(principal, code, from);
      case 'codes':
        return account.renewRecoveryCodes(principal, proof, from);
      case 'disable':
        await account.disable(principal, proof, from);
        return undefined;
      default:
        throw new ThermaCoreError('invalid', 'The form is not one of ours.', { field: 'do' });
    }
  }

  private async send(
    response: ServerResponse,
    status: number,
    principal: Principal,
    to: string,
    error?: ThermaCoreError,
  ): Promise<void> {
    const { account } = await this.use.auth();
    try {
      const now = await account.status(principal);
      const fault = error ? { error: error.sentence } : {};
      if (now.enabled)
        return sendPage(response, status, (nonce) =>
          factorOnPage({ ...this.frame(nonce, principal, to), ...fault, status: now }),
        );
      const enrolment = await account.enrolment(principal);
      sendPage(response, status, (nonce) =>
        enrolmentPage({ ...this.frame(nonce, principal, to), ...fault, enrolment, required: now.required }),
      );
    } catch (refusal) {
      // Such as a user whose second factor is the identity provider's.
      if (!isThermaCoreError(refusal) || refusal.code === 'unavailable') throw refusal;
      sendText(response, statusOf(refusal), refusal.sentence);
    }
  }

  private frame(nonce: string, principal: Principal, to: string): FactorPage {
    const { basePath } = this.use;
    // A platform user still has to choose whose plant to look at.
    const next = isPlatformUser(principal) && principal.tenant === null ? `${basePath}/tenant?to=${encodeURIComponent(to)}` : to; // prettier-ignore
    return { nonce, basePath, to, next, username: principal.username };
  }

  private toLogin(response: ServerResponse): void {
    redirect(
      response,
      `${this.use.basePath}/login?to=${encodeURIComponent(`${this.use.basePath}/second-factor`)}`,
    );
  }
}

/** Where it acts, or would: a platform user has still to choose. */
const maySee = (principal: Principal): boolean =>
  may({ ...principal, tenant: principal.tenant ?? '-' }, 'dashboard:view');
