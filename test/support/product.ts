import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { removeHome } from './remove-home';

const root = join(__dirname, '..', '..');
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 25_000;

export const ADMIN_PASSWORD = 'admin-password-of-the-tests';
export const DEMO_PASSWORD = 'demo-password-of-the-tests';

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

export interface ProductOptions {
  readonly home?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly port?: number;
  readonly mqttPort?: number;
  readonly modbusPort?: number;
  readonly opcuaPort?: number;
  readonly dnp3Port?: number;
}

/** The product as a user starts it: its own process, its own state folder, real database and broker. */
export class Product {
  readonly lines: string[] = [];
  private child: ChildProcess | undefined;

  private constructor(
    readonly home: string,
    readonly port: number,
    readonly mqttPort: number,
    readonly modbusPort: number,
    readonly opcuaPort: number,
    readonly dnp3Port: number,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async start(options: ProductOptions = {}): Promise<Product> {
    const home = options.home ?? mkdtempSync(join(tmpdir(), 'thermacore-test-'));
    chmodSync(home, 0o700);
    const port = options.port ?? (await freePort());
    const mqttPort = options.mqttPort ?? (await freePort());
    const modbusPort = options.modbusPort ?? (await freePort());
    const opcuaPort = options.opcuaPort ?? (await freePort());
    const dnp3Port = options.dnp3Port ?? (await freePort());
    const product = new Product(home, port, mqttPort, modbusPort, opcuaPort, dnp3Port, options.env ?? {});
    await product.launch();
    return product;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get output(): string {
    return this.lines.join('\n');
  }

  /** Starts it (again) on the same folder and ports; resolves when it says that it is ready. */
  async launch(): Promise<void> {
    const child = spawn(process.execPath, [join(root, 'dist', 'bin', 'thermacore.js'), 'start'], {
      cwd: root,
      env: {
        ...process.env,
        HOST: '127.0.0.1',
        PORT: String(this.port),
        THERMACORE_HOME: this.home,
        THERMACORE_MQTT_PORT: String(this.mqttPort),
        THERMACORE_MODBUS_PORT: String(this.modbusPort),
        THERMACORE_OPCUA_PORT: String(this.opcuaPort),
        THERMACORE_DNP3_PORT: String(this.dnp3Port),
        THERMACORE_ADMIN_PASSWORD: ADMIN_PASSWORD,
        THERMACORE_DEMO_PASSWORD: DEMO_PASSWORD,
        NODE_OPTIONS: '',
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`not ready after ${START_TIMEOUT_MS} ms:\n${this.output}`)),
        START_TIMEOUT_MS,
      );
      const take = (line: string): void => {
        this.lines.push(line);
        if (this.lines.length > 2000) this.lines.shift();
        if (!line.startsWith('ThermaCore ready: ')) return;
        clearTimeout(timer);
        resolve();
      };
      createInterface(child.stdout).on('line', take);
      createInterface(child.stderr).on('line', take);
      child.once(
        'exit',
        (code) => (
          clearTimeout(timer),
          reject(new Error(`ended with ${code} before it was ready:\n${this.output}`))
        ),
      );
    });
  }

  get pid(): number {
    assert.ok(this.child?.pid, 'the product runs');
    return this.child.pid;
  }

  /** As a power cut would: no chance to flush anything. */
  async kill9(): Promise<void> {
    const ended = this.ended();
    this.child?.kill('SIGKILL');
    await ended;
  }

  /** As systemd would. */
  async stop(): Promise<void> {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = this.ended();
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child?.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  }

  async dispose(): Promise<void> {
    await this.stop();
    removeHome(this.home);
  }

  private ended(): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => child.once('exit', () => resolve()));
  }

  async login(
    username: string,
    password = username === 'admin' ? ADMIN_PASSWORD : DEMO_PASSWORD,
  ): Promise<Client> {
    const response = await fetch(`${this.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });
    const body = (await response.json()) as { access_token: string; refresh_token: string };
    assert.equal(response.status, 200, `login of ${username}: ${JSON.stringify(body)}`);
    return new Client(this.url, body.access_token, body.refresh_token);
  }
}

/** An API client with a token. */
export class Client {
  constructor(
    readonly url: string,
    readonly token: string,
    readonly refreshToken: string,
  ) {}

  request(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** The body of a successful answer. */
  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.request(method, path, body);
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  get<T>(path: string): Promise<T> {
    return this.json<T>('GET', path);
  }
}

/** What the nodes say below themselves in the editor, by node id. */
export class NodeStatuses {
  private readonly texts = new Map<string, string>();
  private readonly socket: WebSocket;

  constructor({ url, token }: Client) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/comms`);
    this.socket.on('open', () => this.socket.send(JSON.stringify({ auth: token })));
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer) => {
      const packets = [JSON.parse(data.toString())].flat() as {
        topic?: string;
        data?: { text?: string };
        auth?: string;
      }[];
      for (const { auth, topic, data: status } of packets)
        if (auth === 'ok') this.socket.send(JSON.stringify({ subscribe: 'status/#' }));
        else if (topic?.startsWith('status/'))
          this.texts.set(topic.slice('status/'.length), status?.text ?? '');
    });
  }

  /** Empty for a node that says nothing. */
  of(node: string): string {
    return this.texts.get(node) ?? '';
  }

  close(): void {
    this.socket.close();
  }
}

/** Asks again until `check` gives something, or fails with what it last gave. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined | false>,
  timeoutMs = 40_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const value = await check();
      if (value !== undefined && value !== false) return value;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what}: not within ${timeoutMs} ms${last instanceof Error ? ` (${last.message})` : ''}`);
}
