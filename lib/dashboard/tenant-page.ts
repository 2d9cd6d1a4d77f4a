import { escapeHtml, pageFrame } from './page-frame';
import type { TenantEntry } from './ports';

export interface TenantPage {
  readonly nonce: string;
  readonly basePath: string;
  readonly to: string;
  readonly tenants: readonly TenantEntry[];
  /** The tenant that the user acts in now. */
  readonly acting: string | null;
  readonly username: string;
}

/** Where a platform user chooses whose plant to look at. Each choice is a form: the switch is written to the audit log. */
export function tenantPage({ nonce, basePath, to, tenants, acting, username }: TenantPage): string {
  const base = escapeHtml(basePath);
  const choices = tenants.map(
    ({ key, name }) => `<li><button name="tenant" value="${escapeHtml(key)}">
<span>${escapeHtml(name)}</span><small>${key === acting ? 'open now' : escapeHtml(key)}</small></button></li>`,
  );
  const list =
    tenants.length === 0
      ? '<p>There is no plant yet. Create a tenant first.</p>'
      : `<p>As a user of the platform you act in one plant at a time. Each switch is written to the audit log.</p>
<form method="post" action="${base}/tenant">
<input type="hidden" name="to" value="${escapeHtml(to)}">
<ul class="choices">${choices.join('')}</ul></form>`;
  return pageFrame({
    nonce,
    title: 'Choose a plant',
    body: `<h1>Choose a plant</h1>
${list}
<div class="foot"><span>${escapeHtml(username)}</span>
<form method="post" action="${base}/logout"><button>Log out</button></form></div>`,
  });
}
