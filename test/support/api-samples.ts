import assert from 'node:assert/strict';
import type { Client } from './product';

/** Stands in everything that the second tenant has, and in nothing else. */
export const SECRET = 'secret-of-borealis';

type Json = ReturnType<typeof JSON.parse>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: Record<string, unknown>;
}

export interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Undefined: anybody may. */
  readonly permission: string | undefined;
  /** Example and schema of a JSON body. */
  readonly body: { readonly schema: Record<string, unknown>; readonly example: unknown } | undefined;
  /** Media types of a body that is bytes. */
  readonly upload: readonly string[];
  readonly responses: readonly string[];
}

export interface Document {
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, Record<string, unknown>>>;
}

/** The operations of a running product, as it describes them itself. */
export async function documentOf(url: string): Promise<Document> {
  const document = await (await fetch(`${url}/api/v1/openapi.json`)).json();
  const shared = document.components.parameters as Record<string, Parameter>;
  const operations = Object.entries<Record<string, Json>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]): Operation => {
      const { 'application/json': json, ...bytes } = one.requestBody?.content ?? {};
      return {
        operationId: one.operationId,
        method: method.toUpperCase(),
        path,
        parameters: (one.parameters ?? []).map((parameter: Parameter & { $ref?: string }) =>
          parameter.$ref ? shared[parameter.$ref.split('/').at(-1) ?? ''] : parameter,
        ),
        permission: one['x-permission'],
        body: json,
        upload: Object.keys(bytes),
        responses: Object.keys(one.responses),
      };
    }),
  );
  return { operations, schemas: document.components.schemas };
}

/** Path parameters that name nothing of a tenant. */
export const OF_NO_TENANT: Readonly<Record<string, string>> = {
  class: 'raw',
  // Those of the platform, who may see every tenant.
  tenant: 'no-such-tenant',
  problem: 'invalid',
  thumbprint: 'a'.repeat(40),
  certificate: 'no-such-certificate',
  task: 'no-such-task',
  // Made by births of edge nodes.
  proposal: 'no-such-proposal',
  // A ticket is the permission itself, and good once.
  ticket: 'no-such-ticket',
};

/**
 * One thing of each kind in the tenant of `client`, all with the secret in them: what each path parameter may name. A new
 * parameter of the API has to get its sample here, or the tests that go over all operations fail.
 */
export async function samplesOf(client: Client): Promise<Readonly<Record<string, string>>> {
  const unit = SECRET;
  const post = <T>(path: string, body: unknown) => client.json<T>('POST', `/api/v1${path}`, body);
  const named = { key: SECRET, name: SECRET };
  await post('/units', { ...named, description: SECRET });
  await post(`/units/${unit}/sensors`, { ...named, description: SECRET });
  await post('/device-templates', { ...named, protocol: 'modbus', settings: {}, points: [] });
  await post('/devices', {
    ...named,
    protocol: 'modbus',
    enabled: false,
    settings: { host: '127.0.0.1', port: 1, unitId: 1 },
  });
  const settings = { channel: 'webhook', url: `https://duty.example.com/${SECRET}` };
  const secrets = { secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` };
  await post('/notification-targets', { ...named, settings, secrets });
  const rule = {
    key: SECRET,
    name: SECRET,
    priority: 'low',
    cause: SECRET,
    condition: { kind: 'limit', limits: [{ level: 'high', value: 1 }] },
    appliesTo: { to: 'sensor', unit, sensor: SECRET },
  };
  await post('/alarm-rules', { rule, reason: SECRET });
  await post('/notification-routes', {
    ...named,
    priorities: ['high'],
    steps: [{ afterSeconds: 0, targets: [SECRET] }],
  });
  const span = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
  const { id: exported } = await post<{ id: string }>('/exports', { format: 'csv', ...span });
  const { id: whatIf } = await post<{ id: string }>('/alarm-what-ifs', { rule, days: 1 });
  const report = {
    ...named,
    kind: 'daily-plant',
  };
  await post('/reports', report);
  const { id: run } = await post<{ id: string }>(`/reports/${SECRET}/run`, {});
  const { id: view } = await post<{ id: string }>('/trends/views', {
    name: SECRET,
    sensors: [{ unit, sensor: SECRET }],
    span: { kind: 'last', ms: 3_600_000 },
  });
  const { id: proposalRule } = await post<{ id: string }>('/sparkplug/rules', { name: SECRET, node: SECRET });
  await post('/roles', { ...named, permissions: ['unit:read'] });
  const person = {
    username: `${SECRET}@example`,
    displayName: SECRET,
    role: 'viewer',
    password: 'paper harbour nineteen moss',
  };
  const { id: user } = await post<{ id: string }>('/users', person);
  const { id: key } = await post<{ id: string }>('/api-keys', {
    name: SECRET,
    permissions: ['unit:read'],
    days: 1,
  });
  const { id: block } = await post<{ id: string }>('/security/blocks', {
    kind: 'client',
    value: SECRET,
    reason: SECRET,
    minutes: 60,
  });
  const { items: sessions } = await client.get<{ items: { id: string }[] }>('/api/v1/me/sessions');
  const { id: scan } = await post<{ id: string }>('/anomaly-scans', { units: [unit], ...span });
  return {
    ...OF_NO_TENANT,
    unit,
    sensor: SECRET,
    device: SECRET,
    template: SECRET,
    rule: SECRET,
    route: SECRET,
    target: SECRET,
    export: exported,
    block,
    whatIf,
    scan,
    report: SECRET,
    run,
    view,
    proposalRule,
    role: SECRET,
    user,
    username: person.username,
    key,
    session: sessions[0]?.id ?? '',
    alarm: `${SECRET}:${SECRET}/${SECRET}`,
    // Nothing of these is there without a plant that runs for a while: made up, as a stranger would.
    import: 'no-such-import',
    command: 'no-such-command',
    delivery: 'no-such-delivery',
    job: 'no-such-job',
    anomaly: 'no-such-anomaly',
  };
}

/** The path with its parameters filled in. Fails with their names when samples are missing. */
export function filled(path: string, samples: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const sample = samples[name];
    assert.ok(sample !== undefined, `test/support/api-samples.ts has no sample for {${name}} of ${path}`);
    return encodeURIComponent(sample);
  });
}
