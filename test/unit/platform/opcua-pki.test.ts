import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../../../lib/core/logger';
import { OpcuaPkiHouse } from '../../../lib/platform/opcua-pki';
import { FakeClock } from '../../support/fake-clock';

const root = join(__dirname, '..', '..', '..');

describe('the OPC UA certificates of an installation', function () {
  this.timeout(90_000);
  let home: string;
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'thermacore-pki-'))));
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('are opened once for all who ask, and closed with the platform', async () => {
    const clock = new FakeClock();
    const house = new OpcuaPkiHouse({ home, clock, logger: silentLogger });
    const [one, two] = await Promise.all([house.open(), house.open()]);
    assert.equal(one, two);
    await house.stop();
    assert.equal(clock.timers, 0);
    await house.stop();
  });

  it('keep their application URI over a restart', async () => {
    const uris = [];
    for (let start = 0; start < 2; start++) {
      const house = new OpcuaPkiHouse({ home, clock: new FakeClock(), logger: silentLogger });
      uris.push((await house.open()).applicationUri);
      await house.stop();
    }
    assert.match(uris[0] ?? '', /^urn:thermacore:[0-9a-f-]{36}$/);
    assert.equal(uris[0], uris[1]);
    assert.equal(statSync(join(home, 'opcua')).mode & 0o777, 0o700);
  });

  it('may fail once: the next who asks tries again', async () => {
    const absent = join(home, 'absent');
    const house = new OpcuaPkiHouse({ home: absent, clock: new FakeClock(), logger: silentLogger });
    await assert.rejects(house.open(), /ENOENT/);
    mkdirSync(absent);
    assert.ok((await house.open()).applicationUri);
    await house.stop();
  });

  it('cost nothing where nobody asks: node-opcua is loaded by the first', () => {
    const script = `
      require('./lib/platform');
      const loaded = () => Object.keys(require.cache).some((file) => file.includes('node_modules/node-opcua'));
      const before = loaded();
      require('node-opcua');
      console.log(before, loaded());`;
    const printed = execFileSync(process.execPath, ['--import', 'tsx', '-e', script], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(printed.trim(), 'false true');
  });
});
