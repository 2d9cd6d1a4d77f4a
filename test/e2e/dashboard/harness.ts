import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { systemClock } from '../../../lib/core/clock';
import { createLogger } from '../../../lib/core/logger';
import type { Counter, Meter } from '../../../lib/core/meter';
import { createDashboardGuard } from '../../../lib/dashboard';
import { setCurrentPlatform, type Platform } from '../../../lib/platform';
import { readTemplate } from '../../../lib/platform/flows';
import { FakeAuth, PASSWORD } from './fake-auth';
import { overviewOf } from './plant';

const root = join(__dirname, '..', '..', '..');

type Message = Record<string, unknown>;
interface NodeRed {
  init(server: Server, settings: object): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  httpAdmin: express.RequestHandler;
  httpNode: express.RequestHandler;
  events: NodeJS.EventEmitter;
  runtime: { flows: { setFlows(options: object): Promise<unknown> } };
  nodes: { getNode(id: string): { receive(message: Message): void } | null };
}

/** Widgets besides the shipped pages, one of each kind by which something could leak. */
export const WIDGET = {
  overview: 'd0a0000000000003',
  banner: 'd000000000000007',
  alarms: 'd0a2000000000003',
  journal: 'd0a2000000000007',
  figures: 'd0a2000000000008',
  alarmTabs: 'd0a2000000000009',
  rules: 'd0a5000000000003',
  ruleEditor: 'd0a5000000000006',
  whatIf: 'd0a5000000000009',
  text: 'e000000000000001',
  slider: 'e000000000000002',
  adminButton: 'e000000000000003',
  aquaText: 'e000000000000004',
  control: 'e000000000000005',
  event: 'e000000000000006',
  chart: 'e000000000000007',
  template: 'e000000000000008',
} as const;

function shippedDashboards(): Message[] {
  const folder = join(root, 'dashboards');
  const nodes = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Message[]);
  return nodes.map((node) => {
    const template =
      typeof node['format'] === 'string' ? /^@template (.+)$/.exec(node['format'])?.[1] : undefined;
    return template ? { ...node, format: readTemplate(join(folder, 'templates'), template) } : node;
  });
}

function testFlow(): Message[] {
  const z = 'e0000000000000f0';
  const page = 'e0000000000000f1';
  const group = 'e0000000000000f2';
  const widget = (id: string, type: string, more: object = {}): Message => ({
    id, type, z, group, name: id, label: id, order: 1, width: 3, height: 1, passthru: false, className: '',
    topic: '', topicType: 'str', x: 100, y: 100, wires: [['e0000000000000f3']], ...more,
  }); // prettier-ignore
  return [
    { id: z, type: 'tab', label: 'test' },
    { id: page, type: 'ui-page', name: 'Leaks', ui: 'd000000000000001', path: '/leaks', layout: 'grid',
      theme: 'd000000000000002', order: 2, className: '', visible: true, disabled: false },
    { id: group, type: 'ui-group', name: 'Leaks', page, width: 12, height: 1, order: 1, className: '', visible: true, disabled: false },
    widget(WIDGET.text, 'ui-text', { format: '{{msg.payload}}', layout: 'row-left' }),
    widget(WIDGET.slider, 'ui-slider', { min: 0, max: 100, step: 1, outs: 'all' }),
    widget(WIDGET.adminButton, 'ui-button', { className: 'role-admin', payload: 'pressed', payloadType: 'str' }),
    widget(WIDGET.aquaText, 'ui-text', { className: 'tenant-aqua', format: 'SECRET-OF-AQUA-PAGE', layout: 'row-left' }),
    widget(WIDGET.control, 'ui-control', { ui: 'd000000000000001', events: 'all', group: '' }),
    widget(WIDGET.event, 'ui-event', { ui: 'd000000000000001', group: '' }),
    widget(WIDGET.chart, 'ui-chart', { chartType: 'line', xAxisType: 'time', xAxisProperty: '', xAxisPropertyType: 'timestamp',
      yAxisProperty: 'payload', yAxisPropertyType: 'msg', category: 'topic', categoryType: 'msg', action: 'append',
      removeOlder: 1, removeOlderUnit: '3600', removeOlderPoints: '', series: [] }),
    widget(WIDGET.template, 'ui-template', { format: '<p>{{ msg.payload }}</p>', templateScope: 'local' }),
    { id: 'e0000000000000f3', type: 'function', z, name: 'what browsers sent', func: "global.get('record')(msg);", outputs: 0, x: 300, y: 100, wires: [] },
    { id: 'f0a0000000000002', type: 'link in', z, links: ['d0a0000000000002'], x: 100, y: 200, wires: [['e0000000000000f4']] },
    { id: 'e0000000000000f4', type: 'function', z, name: 'overview', outputs: 1, x: 300, y: 200, wires: [['f0a0000000000003']],
      func: "global.get('record')(msg); msg.payload = global.get('overview')(msg.principal); return msg;" },
    { id: 'f0a0000000000003', type: 'link out', z, links: ['d0a0000000000001'], x: 500, y: 200, wires: [] },
    { id: 'd6f0590000000002', type: 'link in', z, links: ['d6f0150000000002', 'd6f0200000000002'], x: 100, y: 400, wires: [['e0000000000000f3']] },
    { id: 'd6b0570000000002', type: 'link in', z, links: ['d6b0710000000002'], x: 100, y: 500, wires: [['e0000000000000f3']] },
    { id: 'f03000000000000a', type: 'link out', z, links: ['d0a0000000000001'], x: 500, y: 300, wires: [] },
  ]; // prettier-ignore
}

/** The plugin in a package of its own, as Node-RED wants it. */
function pluginPackage(folder: string): void {
  mkdirSync(folder);
  const plugins = { 'dashboard-tenancy': 'dashboard-tenancy.js' };
  const about = { name: 'thermacore-plugin-under-test', version: '1.0.0', 'node-red': { plugins } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(about));
  const source = join(root, 'nodes', 'dashboard-tenancy', 'dashboard-tenancy.ts');
  writeFileSync(join(folder, 'dashboard-tenancy.js'), `module.exports = require(${JSON.stringify(source)});`);
  writeFileSync(join(folder, 'dashboard-tenancy.html'), '');
}

class CountingMeter implements Meter {
  readonly counts = new Map<string, number>();
  counter(name: string): Counter {
    return {
      add: (count = 1, labels = {}) => {
        const key = [name, ...Object.values(labels)].join(' ');
        this.counts.set(key, (this.counts.get(key) ?? 0) + count);
      },
    };
  }
  gauge(): void {}
  histogram(): { observe(): void } {
    return { observe: () => undefined };
  }
}

/** A real Node-RED with the shipped dashboards behind the guard; identity and the plant's data are made up. */
export class Harness {
  readonly auth = new FakeAuth();
  readonly meter = new CountingMeter();
  readonly logged: string[] = [];
  /** Messages that came from browsers into the flow. */
  readonly received: Message[] = [];
  url = '';
  private readonly home = mkdtempSync(join(tmpdir(), 'thermacore-dashboard-'));
  private readonly app = express();
  private readonly server = createServer(this.app);
  private red: NodeRed | undefined;

  async start({ guarded = true } = {}): Promise<this> {
    const logger = createLogger((level, message) => void this.logged.push(`${level}: ${message}`));
    const guard = createDashboardGuard({
      auth: () => Promise.resolve(this.auth),
      clock: systemClock,
      logger,
      meter: this.meter,
    });
    setCurrentPlatform({ dashboard: guard } as unknown as Platform);
    pluginPackage(join(this.home, 'plugin'));
    writeFileSync(join(this.home, 'flows.json'), JSON.stringify([...shippedDashboards(), ...testFlow()]));
    const RED = (this.red = require('node-red') as NodeRed);
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as { port: number }).port}`;
    RED.init(this.server, {
      userDir: this.home,
      flowFile: 'flows.json',
      credentialSecret: 'test',
      httpAdminRoot: '/editor',
      httpNodeRoot: '/',
      nodesDir: [join(this.home, 'plugin')],
      ...(guarded ? { dashboard: guard.settings } : {}),
      functionGlobalContext: {
        record: (message: Message) => void this.received.push(message),
        overview: (principal: { tenant: string; username: string; role: string }) =>
          overviewOf(principal.tenant, principal, Date.now(), principal.tenant === 'aqua' ? 0 : 2.5),
      },
      logging: {
        console: { level: process.env['DEBUG_NODE_RED'] ? 'info' : 'fatal', metrics: false, audit: false },
      },
      telemetry: { enabled: false },
    });
    // What runs in the browser is there as it was built only; the guard looks for it beside its source.
    const built = join(root, 'dist', 'lib', 'dashboard', 'browser');
    this.app.use('/dashboard/browser', express.static(built));
    if (guarded) this.app.use(guard.routes);
    this.app.use((request, response, next) => RED.httpAdmin(request, response, next));
    this.app.use((request, response, next) => RED.httpNode(request, response, next));
    const started = once(RED.events, 'flows:started');
    await RED.start();
    await started;
    return this;
  }

  /** A message of a flow to a widget. */
  tell(widget: string, message: Message): void {
    const node = this.red?.nodes.getNode(widget);
    if (!node) throw new Error(`no widget ${widget}`);
    node.receive(message);
  }

  /** As the editor's full deploy: every node is closed and made anew. */
  async deploy(): Promise<void> {
    const started = once(this.red?.events ?? process, 'flows:started');
    const flows = JSON.parse(readFileSync(join(this.home, 'flows.json'), 'utf8')) as Message[];
    await this.red?.runtime.flows.setFlows({ flows: { flows }, deploymentType: 'full' });
    await started;
  }

  dropped(direction: string, reason: string): number {
    return this.meter.counts.get(`thermacore_dashboard_dropped_total ${direction} ${reason}`) ?? 0;
  }

  /** The cookies of a new login, as one header. */
  async login(username: string): Promise<string> {
    const response = await this.post('/dashboard/login', { username, password: PASSWORD });
    if (response.status !== 303) throw new Error(`login of ${username}: ${response.status}`);
    return cookiesOf(response);
  }

  post(path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: this.url, ...headers },
      body: new URLSearchParams(form),
    });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, { redirect: 'manual', headers });
  }

  async stop(): Promise<void> {
    await this.red?.stop();
    this.server.closeAllConnections();
    this.server.close();
    setCurrentPlatform(undefined);
    rmSync(this.home, { recursive: true, force: true });
  }
}

export const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
