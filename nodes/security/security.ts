import { z } from 'zod';
import { isKey } from '../../lib/core/ids';
import {
  LEAST_PASSWORD_LENGTH,
  MOST_PASSWORD_MINIMUM,
  OidcSettings,
  ROLES,
  WorkingHours,
  isNetwork,
} from '../../lib/platform';
import { nameField, whole } from '../_kit/fields';
import { defineNode } from '../_kit/register';

/** As forms give lists: with commas or spaces between. */
const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : value),
    z.array(item).default([]),
  );

const config = z.object({
  name: nameField,
  accessTokenMinutes: whole(1, 60)
    .default(15)
    .describe(
      'Minutes for which an access token is valid; a revoked user keeps access for at most that long',
    ),
  sessionDays: whole(1, 90).default(7).describe('Days after which an unused login ends'),
  passwordLength: whole(LEAST_PASSWORD_LENGTH, MOST_PASSWORD_MINIMUM)
    .default(LEAST_PASSWORD_LENGTH)
    .describe('Characters that a new password needs'),
  tenantCallsPerMinute: whole(1, 10_000_000)
    .default(6000)
    .describe('API calls per minute of a tenant that has no quota of its own; as many may come at once'),
  userCallsPerMinute: whole(1, 10_000_000)
    .default(3000)
    .describe('API calls per minute of one user or API key; as many may come at once'),
  addressCallsPerMinute: whole(1, 10_000_000)
    .default(600)
    .describe('API calls per minute of one address that has not logged in; as many may come at once'),
  corsOrigins: z
    .string()
    .max(5000)
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .describe('Origins of web pages that may use the API from a browser, separated by commas; empty: none'),
  blockIntruders: z
    .boolean()
    .default(true)
    .describe('Whether addresses that guess passwords or send garbage are kept out for 15 minutes'),
  neverBlock: listOf(
    z.string().refine(isNetwork, 'must be addresses such as 10.0.0.5 or networks such as 10.0.0.0/24'),
  ).describe('Addresses and networks that are never kept out, with commas between; this machine never is'),
  hoursFrom: WorkingHours.shape.from
    .optional()
    .describe('Begin of the hours in which configuration is changed, e.g. 06:00; empty: at any hour'),
  hoursTo: WorkingHours.shape.to.optional().describe('Their end; a change outside raises an alarm'),
  hoursZone: WorkingHours.shape.timeZone.describe(
    'Time zone of these hours, e.g. Europe/Vienna; Monday to Friday',
  ),
  mfaRoles: listOf(z.enum(ROLES, { error: `must be of ${ROLES.join(', ')}` })).describe(
    'Roles whose users need a second factor, with commas between',
  ),
  mfaTenants: listOf(z.string().refine(isKey, 'must be keys of tenants')).describe(
    'Keys of tenants whose users need a second factor, with commas between',
  ),
  oidcIssuer: OidcSettings.shape.issuer
    .optional()
    .describe('Issuer of the identity provider; without it that of THERMACORE_OIDC_ISSUER, if any'),
  oidcClientId: OidcSettings.shape.clientId.optional().describe('Client id at the provider'),
  oidcClientSecret: OidcSettings.shape.clientSecret.describe('Client secret at the provider'),
  oidcScopes: OidcSettings.shape.scopes.describe('Scopes to ask for'),
  oidcGroupsClaim: OidcSettings.shape.groupsClaim.describe('The claim that has the groups of a person'),
  oidcGroups: OidcSettings.shape.groups.describe(
    'Which group has which place, a line each: group = tenant:role. Who is in none has no access',
  ),
  oidcLabel: OidcSettings.shape.label.describe('On the button of the login page'),
});

type Config = z.output<typeof config>;

const hoursOf = ({ hoursFrom: from, hoursTo: to, hoursZone: timeZone }: Config): WorkingHours | undefined =>
  from === undefined || to === undefined ? undefined : { from, to, timeZone, days: [1, 2, 3, 4, 5] };

function providerOf(settings: Config): OidcSettings | undefined {
  const { oidcIssuer: issuer, oidcClientId: clientId } = settings;
  if (issuer === undefined) return undefined;
  return {
    issuer,
    clientId: clientId ?? '',
    clientSecret: settings.oidcClientSecret,
    scopes: settings.oidcScopes,
    groupsClaim: settings.oidcGroupsClaim,
    groups: settings.oidcGroups,
    label: settings.oidcLabel,
  };
}

export = defineNode({
  name: 'security',
  config: config.refine(({ oidcIssuer, oidcClientId }) => !oidcIssuer || oidcClientId, {
    path: ['oidcClientId'],
    error: 'is needed with an issuer',
  }),
  secrets: { oidcClientSecret: 'password' },
  create({ config: settings, platform }) {
    const { accessTokenMinutes, sessionDays, passwordLength, corsOrigins, mfaRoles, mfaTenants } = settings;
    const oidc = providerOf(settings);
    const rates = {
      tenant: settings.tenantCallsPerMinute,
      user: settings.userCallsPerMinute,
      address: settings.addressCallsPerMinute,
    };
    platform.configureSecurity({
      accessTokenMinutes,
      sessionDays,
      passwordLength,
      rates,
      corsOrigins,
      mfaRoles,
      mfaTenants,
      intrusion: {
        autoBlock: settings.blockIntruders,
        neverBlock: settings.neverBlock,
        workingHours: hoursOf(settings),
      },
      ...(oidc ? { oidc } : {}),
    });
    // Identity itself (users, keys, sessions) lives in the platform: `auth` is the way to it.
    return { service: { auth: () => platform.auth() } };
  },
});
