import type { Logger } from '../core/logger';
import type { Store } from '../store';
import { hashPassword, type Role } from '../tenancy';
import { PLANT_DEFINITION } from '../connectors/simulator';
import type { StartCredentials } from './credentials';

/** The demo's two plants: README "Demo". */
export const DEMO_TENANTS = [
  { key: 'aqua', name: 'Aqua District Heating', timezone: 'Europe/Berlin' },
  { key: 'borealis', name: 'Borealis Energy', timezone: 'Europe/Oslo' },
] as const;

const DEMO_ROLES: readonly Role[] = ['admin', 'operator', 'viewer'];

async function ensureUser(
  store: Store,
  user: { username: string; role: Role; tenant: string | null; password: string },
): Promise<boolean> {
  if (await store.users.findByUsername(user.username)) return false;
  const { username, role, tenant, password } = user;
  await store.users.create({ username, role, tenant, passwordHash: await hashPassword(password) });
  return true;
}

/** The platform's admin and, unless switched off, the demo tenants with users, units and sensors. Repeats do nothing. */
export async function ensureFirstUsers(
  store: Store,
  credentials: StartCredentials,
  demo: boolean,
  logger: Logger,
): Promise<{ createdAdmin: boolean; createdDemo: boolean }> {
  const createdAdmin = await ensureUser(store, {
    username: 'admin',
    role: 'admin',
    tenant: null,
    password: credentials.adminPassword,
  });
  if (createdAdmin) logger.info(`Created the platform user admin; its password is in ${credentials.file}`);
  const createdDemo = demo && (await ensureDemo(store, credentials, logger));
  return { createdAdmin, createdDemo };
}

/** True when it made a tenant. */
async function ensureDemo(store: Store, credentials: StartCredentials, logger: Logger): Promise<boolean> {
  let created = false;
  for (const tenant of DEMO_TENANTS) {
    if (await store.tenants.ensure(tenant.key, tenant.name, tenant.timezone)) {
      logger.info(`Created the demo tenant ${tenant.key}`);
      created = true;
    }
    for (const role of DEMO_ROLES)
      await ensureUser(store, {
        username: `${role}@${tenant.key}`,
        role,
        tenant: tenant.key,
        password: credentials.demoPassword,
      });
    await store.plant.ensure(tenant.key, PLANT_DEFINITION);
  }
  return created;
}
