/**
 * The live hub and its WebSocket server, with readings of many tenants. Arguments: port, tenants, readings per second and
 * tenant. A token is the name of its tenant. The value of a reading is the time at which it was published, epoch ms.
 */
import { createServer } from 'node:http';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { LiveHub, createLiveServer } from '../../../lib/live';
import { endWith } from '../reporting';

const [port = '', tenants = '1', perSecond = '1'] = process.argv.slice(2);
const use = { clock: systemClock, logger: silentLogger, meter: nullMeter };
const hub = new LiveHub(use);
const live = createLiveServer({
  ...use,
  hub,
  verify: (tenant) =>
    Promise.resolve({
      principal: {
        userId: tenant,
        username: `viewer@${tenant}`,
        role: 'viewer',
        homeTenant: tenant,
        tenant,
        sessionId: tenant,
      },
      expiresAt: Date.now() + 3_600_000,
    }),
});
const http = createServer();
http.on('upgrade', (request, socket, head) => live.handleUpgrade(request, socket, head));
http.listen(Number(port), '127.0.0.1', () => console.log('ready'));

let published = 0;
const began = performance.now();
const timer = setInterval(() => {
  const perMs = (Number(tenants) * Number(perSecond)) / 1000;
  for (const due = Math.floor((performance.now() - began) * perMs); published < due; published++) {
    const now = performance.timeOrigin + performance.now();
    const tenant = `t${published % Number(tenants)}`;
    const sensor = `s${Math.floor(published / Number(tenants)) % 20}`;
    hub.publish([{ tenant, unit: 'bench', sensor, timestamp: Math.floor(now), value: now, quality: 'good' }]);
  }
}, 1);

endWith(() => {
  clearInterval(timer);
  live.close();
  http.close();
  return Promise.resolve();
});
