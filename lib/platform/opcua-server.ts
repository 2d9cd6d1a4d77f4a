import type {
  Refusal,
  ServedCommands,
  ServedOutcome,
  ServedPlant,
  ServedTenant,
  ServedUser,
  ServedUsers,
  ServerPorts,
  UserCertificate,
} from '../connectors/opcua/server';
import type { CommandService } from '../control';
import type { Command } from '../core/command';
import { isThermaCoreError } from '../core/errors';
import type { Sensor } from '../core/plant';
import { everyPage } from '../core/pages';
import type { Store } from '../store';
import type { AlarmsStore } from './alarms';
import { opcuaAlarms, type OpcuaAlarmsOptions } from './opcua-alarms';
import { may, type AuthService, type Principal } from '../tenancy';

/** What the server needs of a database. */
export type ServedStore = AlarmsStore & Pick<Store, 'readings' | 'history'>;

export interface ServerPortsOptions extends OpcuaAlarmsOptions {
  readonly store: ServedStore;
  /** Waits for identity; rejects when it is not there. */
  readonly auth: () => Promise<Pick<AuthService, 'check' | 'lookUp'>>;
  readonly commands: CommandService;
  /** Keys of the tenants to serve; empty: all. */
  readonly tenants: readonly string[];
  readonly userCertificates: readonly UserCertificate[];
}

const PAGE = 500;

/** The ends of an OPC UA server in this installation: users, plant, history, commands and alarms. */
export const opcuaServerPorts = (options: ServerPortsOptions): ServerPorts => ({
  users: usersOf(options),
  plant: plantOf(options),
  history: options.store.history,
  commands: commandsOf(options),
  ...opcuaAlarms(options),
});

function usersOf({ auth, userCertificates }: ServerPortsOptions): ServedUsers {
  const userByThumbprint = new Map(userCertificates.map(({ thumbprint, user }) => [thumbprint, user]));
  const lookUp = async (name: string): Promise<ServedUser | undefined> =>
    servedUser(await (await auth()).lookUp(name));
  return {
    authenticate: async (username, password, from) =>
      servedUser(await (await auth()).check({ username, password, from })),
    async userOfCertificate(thumbprint) {
      const name = userByThumbprint.get(thumbprint);
      return name === undefined ? undefined : lookUp(name);
    },
    confirm: ({ name }) => lookUp(name),
  };
}

/** Users of the platform act in no tenant here: there is no switch that would be audited. */
function servedUser(principal: Principal | undefined): ServedUser | undefined {
  // The address space is the tenant's: one who is limited to units would see the others.
  if (!principal || principal.tenant === null || principal.units) return undefined;
  if (!may(principal, 'reading:read') || !may(principal, 'sensor:read')) return undefined;
  return {
    name: principal.username,
    tenant: principal.tenant,
    mayCommand: may(principal, 'device:operate'),
  };
}

function plantOf({ store, tenants }: ServerPortsOptions): ServedPlant {
  return {
    async read() {
      const all = await store.tenants.list();
      const wanted = all.filter(({ key }) => tenants.length === 0 || tenants.includes(key));
      const served: ServedTenant[] = [];
      for (const { key, name } of wanted) served.push(await readTenant(store, key, name));
      return served;
    },
    latest: (tenant) => store.readings.latest(tenant),
    onChange(listener) {
      const stops = [store.onPlant(listener), store.onDevices(listener)];
      return () => stops.forEach((stop) => stop());
    },
  };
}

async function readTenant(store: ServedStore, key: string, name: string): Promise<ServedTenant> {
  const units = await everyPage((cursor) => store.plant.listUnits(key, { limit: PAGE, cursor }));
  const sensors = await everyPage((cursor) => store.plant.listSensors(key, { limit: PAGE, cursor }));
  const writable = new Set(
    (await store.devices.writable(key)).map(({ unit, sensor }) => `${unit}/${sensor}`),
  );
  const byUnit = new Map<string, Sensor[]>();
  for (const sensor of sensors) {
    const list = byUnit.get(sensor.unit);
    if (list) list.push(sensor);
    else byUnit.set(sensor.unit, [sensor]);
  }
  return {
    key,
    name,
    units: units.map((unit) => ({
      ...unit,
      sensors: (byUnit.get(unit.key) ?? []).map((sensor) => ({
        ...sensor,
        writable: writable.has(`${unit.key}/${sensor.key}`),
      })),
    })),
  };
}

type Order = Parameters<ServedCommands['command']>[1];

function commandsOf({ store, auth, commands }: ServerPortsOptions): ServedCommands {
  return {
    async command(user, order) {
      // As the user stands now: a right that was taken a moment ago does not count any more.
      const principal = await (await auth()).lookUp(user.name);
      if (!principal || principal.tenant !== user.tenant || !may(principal, 'device:operate')) {
        await store.audit.record({
          tenant: user.tenant,
          actor: user.name,
          action: 'command:request',
          target: `${order.unit}/${order.sensor}`,
          outcome: 'refused',
          detail: { value: order.value, by: 'opcua' },
        });
        return { outcome: 'rejected', refusal: 'permission', detail: 'The user may not write to the field.' };
      }
      try {
        const command = await commands.request(
          { tenant: user.tenant, principal },
          { ...order, mode: 'direct' },
        );
        const over = command.state === 'running' ? await commands.ended(user.tenant, command.id) : command;
        return await outcomeOf(over, () => refusalOf(store, user.tenant, order));
      } catch (error) {
        // A point that is not there any more: the registry has changed a moment ago.
        if (isThermaCoreError(error) && error.code === 'not-found')
          return { outcome: 'rejected', refusal: 'not-writable', detail: error.message };
        throw error;
      }
    },
  };
}

async function outcomeOf(
  { state, outcome, detail, startedAt }: Command,
  refusal: () => Promise<Refusal>,
): Promise<ServedOutcome> {
  if (state !== 'done' || outcome === undefined) return { outcome: 'pending', detail };
  // Refused by a rule of ours, before anything went out.
  if (outcome === 'rejected' && startedAt === undefined) return { outcome, detail, refusal: await refusal() };
  return { outcome, detail };
}

/** Which rule it was, where a client can do something about it. */
async function refusalOf(
  store: ServedStore,
  tenant: string,
  { unit, sensor, value }: Order,
): Promise<Refusal> {
  const rules = (await store.devices.find(tenant, unit, sensor))?.write;
  if (!rules) return 'not-writable';
  const { min = -Infinity, max = Infinity } = rules;
  return typeof value === 'number' && (value < min || value > max) ? 'range' : 'state';
}
