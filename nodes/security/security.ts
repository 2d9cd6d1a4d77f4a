import { z } from 'zod';
import { LEAST_PASSWORD_LENGTH, MOST_PASSWORD_MINIMUM } from '../../lib/platform';
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
  passwordLength: whole(LEAST_PASSWORD_LENGTH, MOST_PASSWORD_MINIMUM)
    .default(LEAST_PASSWORD_LENGTH)
    .describe('Characters that a new password needs'),
});

export = defineNode({
  name: 'security',
  config,
  create({ config: { accessTokenMinutes, sessionDays, passwordLength }, platform }) {
    platform.configureSecurity({ accessTokenMinutes, sessionDays, passwordLength });
    // Identity itself (users, keys, sessions) lives in the platform: `auth` is the way to it.
    return { service: { auth: () => platform.auth() } };
  },
});
