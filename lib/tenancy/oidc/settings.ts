import { z } from 'zod';
import { KEY_PATTERN } from '../../core/ids';
import { ROLES, type Role } from '../roles';

/** Where members of a group of the provider have their place here. */
export interface GroupPlace {
  readonly group: string;
  /** Null: a user of the platform. */
  readonly tenant: string | null;
  readonly role: Role;
}

const PLATFORM = '*';
const FORM = 'must have lines as "scada-operators = aqua:operator", with * for the platform';

function placeOf(line: string): GroupPlace | undefined {
  // What a provider calls its groups may have a = in it; a place has none.
  const equals = line.lastIndexOf('=');
  const group = line.slice(0, Math.max(0, equals)).trim();
  const [tenant = '', role, more] = line
    .slice(equals + 1)
    .split(':')
    .map((part) => part.trim());
  const known = ROLES.find((one) => one === role);
  if (!known || group === '' || more !== undefined || (tenant !== PLATFORM && !KEY_PATTERN.test(tenant)))
    return undefined;
  return { group, tenant: tenant === PLATFORM ? null : tenant, role: known };
}

/** `group = tenant:role`, one a line or separated by commas; of several that fit, the first counts. */
const Groups = z
  .string()
  .transform((text) =>
    text
      .split(/[\n,]/)
      .map((line) => line.trim())
      .filter(Boolean),
  ) // prettier-ignore
  .transform((lines, context): GroupPlace[] => {
    const places = lines.map(placeOf);
    const wrong = places.indexOf(undefined);
    if (wrong >= 0) context.addIssue(`${FORM}; "${lines[wrong]}" is none`);
    return places.filter((place) => place !== undefined);
  });

const isLoopback = ({ hostname }: URL): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
export const mayBePlain = (url: URL): boolean => url.protocol === 'http:' && isLoopback(url);

/** How to log in at an identity provider. */
export const OidcSettings = z.object({
  issuer: z
    .string()
    .max(500)
    .refine((text) => URL.canParse(text), 'must be a URL')
    .refine((text) => {
      const url = URL.parse(text);
      return url !== null && (url.protocol === 'https:' || mayBePlain(url));
    }, 'must begin with https://'),
  clientId: z.string().min(1).max(500),
  /** Without it the client is a public one, which PKCE alone protects. */
  clientSecret: z.string().max(1000).optional(),
  scopes: z.string().max(500).default('openid profile email'),
  groupsClaim: z.string().min(1).max(200).default('groups'),
  groups: Groups.default([]),
  /** On the button. */
  label: z.string().max(60).default('single sign-on'),
});
export type OidcSettings = z.output<typeof OidcSettings>;
/** As forms and the environment give them. */
export type OidcInput = z.input<typeof OidcSettings>;

/** The place of the first line whose group the person is in. */
export function placeFor(groups: readonly GroupPlace[], claim: unknown): GroupPlace | undefined {
  const mine = [claim].flat().filter((one): one is string => typeof one === 'string');
  return groups.find(({ group }) => mine.includes(group));
}
