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
  tenantCallsPerMinute: whole(1, 10_000_000)
    .default(6000)
    .describe('API calls per minute of a tenant that has no quota of its own; as many may come at once'),
  userCallsPerMinute: whole(1, 10_000_000)
    .default(3000)
    .describe('API calls per minute of one user or API key; as many may come at once'),
  addressCallsPerMinute: whole(1, 10_000_000)
    .default(600)
    .describe('API calls per minute of one address that has not logged in; as many may come at once'),
});

export = defineNode({
  name: 'security',
  config,
  create({ config: { accessTokenMinutes, sessionDays, ...calls }, platform }) {
    const rates = {
      tenant: calls.tenantCallsPerMinute,
      user: calls.userCallsPerMinute,
      address: calls.addressCallsPerMinute,
    };
    platform.configureSecurity({ accessTokenMinutes, sessionDays, rates });
    // Identity itself (users, keys, sessions) lives in the platform: `auth` is the way to it.
    return { service: { auth: () => platform.auth() } };
  },
});
