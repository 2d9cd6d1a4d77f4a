import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentPlatform, ensurePlatform, setCurrentPlatform } from '../../../lib/platform/current';
import { forNodeRed } from '../../../lib/platform/stock-node-red';
import { freePort } from '../../support/product';
import { temporaryFolder } from './fixture';

/** Without a database to open, which is another test's business, a platform starts and stops at once. */
describe('the line in a stock Node-RED’s settings.js', () => {
  let environment: NodeJS.ProcessEnv;
  beforeEach(async () => {
    environment = { ...process.env };
    setCurrentPlatform(undefined);
    process.env['THERMACORE_DATABASE_URL'] = `postgresql://plant@127.0.0.1:${await freePort()}/scada`;
    process.env['THERMACORE_LOG_LEVEL'] = 'error';
  });
  afterEach(async () => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    const started = currentPlatform();
    setCurrentPlatform(undefined);
    await started?.stop();
  });

  it('gives the guard of the dashboards and the login of the editor of the platform that it starts', () => {
    const settings = forNodeRed(temporaryFolder());
    const platform = currentPlatform();
    assert.deepEqual(Object.keys(settings).sort(), ['adminAuth', 'dashboard', 'httpAdminMiddleware']);
    assert.equal(settings.adminAuth, platform?.editorAuth);
    assert.equal(settings.dashboard, platform?.dashboard.settings);
    assert.equal(typeof settings.dashboard.ioMiddleware, 'function');
    assert.equal(settings.adminAuth.type, 'credentials');
  });

  it('keeps the state beside Node-RED’s own, for the owner only, and makes no demo', () => {
    const userDir = temporaryFolder();
    forNodeRed(userDir);
    const { settings } = currentPlatform()!;
    assert.equal(settings.home, join(userDir, 'thermacore'));
    assert.equal(settings.demo, false);
    assert.equal(statSync(settings.home).mode & 0o777, 0o700);
    assert.ok(existsSync(join(settings.home, 'credentials')));
  });

  it('takes the platform that runs already, whoever started it', () => {
    const running = ensurePlatform({ home: join(temporaryFolder(), 'first') });
    const other = temporaryFolder();
    assert.equal(forNodeRed(other).adminAuth, running.editorAuth);
    assert.equal(ensurePlatform({ home: join(other, 'second') }), running);
    assert.ok(!existsSync(join(other, 'thermacore')));
  });

  it('is found by a second copy of the package in the same process', () => {
    const { adminAuth } = forNodeRed(temporaryFolder());
    const path = require.resolve('../../../lib/platform/current');
    const loaded = require.cache[path];
    delete require.cache[path];
    const copy = require(path) as typeof import('../../../lib/platform/current');
    require.cache[path] = loaded;
    assert.notEqual(copy.currentPlatform, currentPlatform);
    assert.equal(copy.currentPlatform()?.editorAuth, adminAuth);
  });

  it('refuses wrong settings before anything starts', () => {
    process.env['THERMACORE_MQTT_PORT'] = 'mqtt';
    const userDir = temporaryFolder();
    assert.throws(() => forNodeRed(userDir), { code: 'configuration', field: 'THERMACORE_MQTT_PORT' });
    assert.equal(currentPlatform(), undefined);
    assert.ok(!existsSync(join(userDir, 'thermacore')));
  });

  it('that cannot be followed says why in one line, and leaves Node-RED running', () => {
    const file = join(temporaryFolder(), 'a-file');
    writeFileSync(file, '');
    const path = require.resolve('../../../lib/platform/stock-node-red');
    const script = `require(${JSON.stringify(path)}).forNodeRed(${JSON.stringify(file)});
      setTimeout(() => console.log('Node-RED runs'), 50);`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--eval', script], {
      timeout: 40_000,
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout.trim()], [0, 'Node-RED runs']);
    const complaints = stderr.split('\n').filter((line) => line.includes('ThermaCore'));
    assert.equal(complaints.length, 1, stderr);
    assert.match(
      complaints[0]!,
      /error ThermaCore could not start\. The state folder .* cannot be written .*set THERMACORE_HOME/,
    );
  });
});
