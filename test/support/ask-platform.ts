import { Api } from '../../lib/api';
import { systemClock } from '../../lib/core/clock';
import { ThermaCoreError } from '../../lib/core/errors';
import { silentLogger } from '../../lib/core/logger';
import { nullMeter } from '../../lib/core/meter';
import { setCurrentPlatform, type DatabaseLease, type Platform, type Principal } from '../../lib/platform';
import type { AuditEntry, AuthService, Refusal, Role } from '../../lib/tenancy';
import { defineNode } from '../../nodes/_kit/register';
import type { NodeModule } from './node-red';
import { z } from 'zod';

/** `viewer@aqua` → that user; `admin` → a user of the platform; `admin->aqua` → one that has switched. */
export function principalNamed(username: string): Principal {
  const [, role, home, acting] = /^(\w+)(?:@(\w+))?(?:->(\w+))?$/.exec(username) ?? [];
  const homeTenant = home ?? null;
  return {
    userId: username,
    username,
    role: role as Role,
    homeTenant,
    tenant: acting ?? homeTenant,
    sessionId: 'session',
  };
}

export interface Call {
  readonly method: string;
  readonly args: readonly unknown[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Answers of the store, by `part.method`; a function gets the arguments, an Error is thrown. */
export type Answers = Record<string, unknown>;

export interface AskPlatform {
  /** Every question that the store was asked. */
  readonly asked: Call[];
  readonly audited: AuditEntry[];
  /** What a user of a dashboard tried and may not do. */
  readonly refused: Refusal[];
  readonly api: Api;
  readonly configured: unknown[];
  /** Takes the database away, or brings it back. */
  database(state: 'ready' | 'away'): void;
  /** A request to the API as the user named. */
  request(user: string | undefined, method: string, path: string, body?: unknown): Promise<Answer>;
  /** The same for a GET that is answered with a stream. */
  download(user: string, path: string): Promise<{ status: number; text: string }>;
  /** A POST with a body of bytes. */
  upload(user: string, path: string, text: string): Promise<{ status: number }>;
}

/**
 * A platform for the nodes that answer questions: the real API with its router and validation, and a store that gives
 * the answers of the test and remembers what it was asked.
 */
export function askPlatform(answers: Answers = {}): AskPlatform {
  const asked: Call[] = [];
  const audited: AuditEntry[] = [];
  const configured: unknown[] = [];
  const refused: Refusal[] = [];
  const SYNC = new Set(['list', 'get', 'ticket']);
  const part = (name: string, atOnce = false): object =>
    new Proxy(
      {},
      {
        get:
          (_target, method: string) =>
          (...args: unknown[]) => {
            asked.push({ method: `${name}.${method}`, args });
            const answer = answers[`${name}.${method}`];
            const given: unknown = typeof answer === 'function' ? answer(...args) : answer;
            if (given instanceof Error) return Promise.reject(given);
            return atOnce && !(given instanceof Promise) && SYNC.has(method) ? given : Promise.resolve(given);
          },
      },
    );
  const store = {
    plant: part('plant'),
    devices: part('devices'),
    readings: part('readings'),
    history: part('history'),
    retention: part('retention'),
    tenants: part('tenants'),
    audit: { record: async (entry: AuditEntry) => void audited.push(entry) },
  };
  let state: 'ready' | 'away' = 'ready';
  const listeners = new Set<(status: { state: string; text: string }) => void>();
  const status = () => ({ state, text: state === 'ready' ? 'ready' : 'database away, spooling to disk' });
  const lease = {
    current: () => (state === 'ready' ? { store } : undefined),
    status,
    onStatus: (listener: (status: { state: string; text: string }) => void) => {
      listeners.add(listener);
      listener(status());
      return () => listeners.delete(listener);
    },
  } as unknown as DatabaseLease;

  const auth = {
    apiKeys: part('apiKeys'),
    verify: async (token: string) => ({
      principal: principalNamed(Buffer.from(token, 'base64url').toString()),
    }),
  } as unknown as AuthService;
  const questions = part('audit');
  const audit = new Proxy(questions, {
    get: (target, name) =>
      name === 'refused' ? (refusal: Refusal) => void refused.push(refusal) : Reflect.get(target, name),
  });
  const api = new Api({ auth, clock: systemClock, logger: silentLogger, meter: nullMeter });
  setCurrentPlatform({
    clock: systemClock,
    logger: silentLogger,
    meter: nullMeter,
    api,
    mount: () => undefined,
    devices: part('devices'),
    deviceTemplates: part('deviceTemplates'),
    exports: part('exports', true),
    imports: part('imports', true),
    whatIfs: part('whatIfs', true),
    commands: { of: () => part('commands') },
    deviceFiles: part('deviceFiles'),
    deviceJobs: part('deviceJobs'),
    topicLooks: part('topicLooks'),
    analytics: part('analytics'),
    audit,
    tenants: part('tenantsOf'),
    tenantExports: part('tenantExports', true),
    database: () => lease,
    auth: async () => auth,
    configureSecurity: (options: unknown) => void configured.push(options),
  } as unknown as Platform);

  return {
    asked,
    audited,
    refused,
    api,
    configured,
    database(next) {
      state = next;
      for (const listener of listeners) listener(status());
    },
    async download(user, path) {
      const [bare = '', query = ''] = path.split('?');
      const reply = await api.handle({
        method: 'GET',
        path: bare,
        query,
        headers: { authorization: `Bearer ${Buffer.from(user).toString('base64url')}` },
        from: '127.0.0.1',
      });
      const chunks: Buffer[] = [];
      await reply.stream?.({
        signal: new AbortController().signal,
        write: (chunk) => void chunks.push(chunk),
      });
      return { status: reply.status, text: reply.body?.toString() ?? Buffer.concat(chunks).toString() };
    },
    async upload(user, path, text) {
      const [bare = '', query = ''] = path.split('?');
      return api.handle({
        method: 'POST',
        path: bare,
        query,
        headers: { authorization: `Bearer ${Buffer.from(user).toString('base64url')}` },
        from: '127.0.0.1',
        upload: () => ({
          contentType: 'text/csv',
          size: text.length,
          read: async function* () {
            yield Buffer.from(text);
          },
        }),
      });
    },
    async request(user, method, path, body) {
      const [bare = '', query] = path.split('?');
      const reply = await api.handle({
        method,
        path: bare,
        ...(query ? { query } : {}),
        headers: user ? { authorization: `Bearer ${Buffer.from(user).toString('base64url')}` } : {},
        from: '127.0.0.1',
        body: async () => body,
      });
      const text = reply.body?.toString();
      return {
        status: reply.status,
        headers: reply.headers,
        body: text ? (JSON.parse(text) as unknown) : undefined,
      };
    },
  };
}

/** Puts the database and tenant config nodes into a flow, without their own code. */
export const configNodes: NodeModule[] = [
  defineNode({
    name: 'database',
    config: z.object({}),
    create: ({ platform }) => ({ service: platform.database() }),
  }),
  defineNode({
    name: 'tenant',
    config: z.object({ key: z.string() }),
    create: ({ config: { key } }) => ({ service: { key } }),
  }),
];

export const configEntries = [
  { id: 'c0a0000000000001', type: 'thermacore-database' },
  { id: 'c0a0000000000002', type: 'thermacore-tenant', key: 'borealis' },
];
export const DATABASE = 'c0a0000000000001';
export const TENANT = 'c0a0000000000002';

export const notFound = (what: string): ThermaCoreError =>
  new ThermaCoreError('not-found', `There is no ${what}.`);

after(() => setCurrentPlatform(undefined));
