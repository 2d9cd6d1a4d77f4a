import { Api, type ApiReply, type ApiRequest } from '../../../lib/api';
import { nullMeter, type Meter } from '../../../lib/core/meter';
import { PASSWORD, makeWorld, type World } from '../tenancy/fixture';

export interface ApiWorld extends World {
  readonly api: Api;
  /** `operation status` of every request that was counted. */
  readonly counted: string[];
  token(username: string): Promise<string>;
}

export async function makeApi(): Promise<ApiWorld> {
  const world = await makeWorld();
  const counted: string[] = [];
  const meter: Meter = {
    ...nullMeter,
    counter: () => ({
      add: (_count, labels) => counted.push(`${labels?.['operation']} ${labels?.['status']}`),
    }),
  };
  const api = new Api({
    auth: world.auth,
    clock: world.clock,
    logger: world.logger,
    meter,
    version: '1.2.3',
  });
  const token = async (username: string): Promise<string> =>
    (await world.auth.login({ username, password: PASSWORD, from: 'test' })).access_token;
  return { ...world, api, counted, token };
}

interface Ask {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** What came back, to look into. */
type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
  readonly status: number;
  readonly headers: ApiReply['headers'];
  readonly body: Json;
}

export async function ask(api: Api, method: string, url: string, options: Ask = {}): Promise<Answer> {
  const [path = '', query = ''] = url.split('?');
  const { token, body, headers, signal } = options;
  const request: ApiRequest = {
    method,
    path,
    query,
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
    body: () => Promise.resolve(body),
    from: '10.0.0.1',
    ...(signal ? { signal } : {}),
  };
  const reply = await api.handle(request);
  return {
    status: reply.status,
    headers: reply.headers,
    body: reply.body ? JSON.parse(String(reply.body)) : undefined,
  };
}

export const UNIT = {
  key: 'boiler-1',
  name: 'Boiler 1',
  kind: 'boiler',
  createdAt: '2026-11-23T09:00:00.000Z',
  sensors: 3,
} as const;
