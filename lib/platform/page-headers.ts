import type { RequestHandler } from 'express';
import helmet from 'helmet';

const SELF = "'self'";
const NONE = "'none'";

/** What the editor and the dashboards share: nothing from elsewhere, no frames of ours on other sites. */
const COMMON = {
  'default-src': [SELF],
  'base-uri': [SELF],
  'font-src': [SELF, 'data:'],
  'form-action': [SELF],
  'frame-ancestors': [SELF],
  'img-src': [SELF, 'data:', 'blob:'],
  'object-src': [NONE],
  // Vuetify and the editor set the looks of single elements.
  'style-src': [SELF, "'unsafe-inline'"],
  'worker-src': [SELF, 'blob:'],
};

/** Templates of widgets are compiled in the browser, which needs `unsafe-eval`; a script in a value still does not run. */
const DASHBOARD = { ...COMMON, 'script-src': [SELF, "'unsafe-eval'"], 'connect-src': [SELF] };

/**
 * Forms of nodes come as pages with scripts in them, so inline scripts cannot be refused here. Who may deploy runs code
 * anyway; what is left is that nothing comes from, or goes to, another site but the list of nodes.
 */
const EDITOR = {
  ...COMMON,
  'script-src': [SELF, "'unsafe-inline'", "'unsafe-eval'"],
  'connect-src': [SELF, 'https://catalogue.nodered.org'],
};

const headersWith = (directives: typeof EDITOR): RequestHandler =>
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    // `no-referrer` would make browsers send `Origin: null` with our own forms.
    referrerPolicy: { policy: 'same-origin' },
    // It holds for all ports of a host and for months: whoever ends TLS decides it.
    strictTransportSecurity: false,
  });

/**
 * Security headers of every answer, under which the editor and the dashboards run. What the API and the login pages say
 * of themselves is stricter and takes the place of this; a flow's own page behind "http in" can set its own as well.
 */
export function pageHeaders(dashboardPath = '/dashboard'): RequestHandler {
  const dashboard = headersWith(DASHBOARD);
  const editor = headersWith(EDITOR);
  return (request, response, next) => {
    const { path } = request;
    const isDashboard = path === dashboardPath || path.startsWith(`${dashboardPath}/`);
    (isDashboard ? dashboard : editor)(request, response, next);
  };
}
