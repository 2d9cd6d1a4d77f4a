import { z } from 'zod';
import { nameField, whole } from '../_kit/fields';
import { defineNode } from '../_kit/register';

const config = z.object({
  name: nameField,
  accessTokenMinutes: whole(1, 60)
    .default(15)
    .describe(
      'Minutes for which an access token is valid; a revoked user keeps access for at most that long',
    ),
  sessionDays: whole(1, 90).default(7).describe('Days after which an unused login ends'),
  corsOrigins: z
    .string()
    .max(5000)
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .describe('Origins of web pages that may use the API from a browser, separated by commas; empty: none'),
});

export = defineNode({
  name: 'security',
  config,
  create({ config: { accessTokenMinutes, sessionDays, corsOrigins }, platform }) {
    platform.configureSecurity({ accessTokenMinutes, sessionDays, corsOrigins });
    // Identity itself (users, keys, sessions) lives in the platform: `auth` is the way to it.
    return { service: { auth: () => platform.auth() } };
  },
});
