import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../bin/commands/certificates';
import { makeKey, makeRequest } from '../../../lib/security/certificates';

describe('thermacore certificates', function () {
  this.timeout(30_000);
  let home: string;
  const { log, error } = console;
  const before = process.env['THERMACORE_HOME'];
  let lines: string[];
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'thermacore-command-'));
    process.env['THERMACORE_HOME'] = home;
    lines = [];
    const keep = (line: unknown): void => void lines.push(String(line));
    Object.assign(console, { log: keep, error: keep });
  });
  afterEach(() => {
    Object.assign(console, { log, error });
    if (before === undefined) delete process.env['THERMACORE_HOME'];
    else process.env['THERMACORE_HOME'] = before;
    rmSync(home, { recursive: true, force: true });
  });
  const says = async (...args: string[]): Promise<string> => {
    lines = [];
    assert.equal(await run(args), 0, lines.join('\n'));
    return lines.join('\n');
  };
  const file = (name: string, text: string): string => {
    writeFileSync(join(home, name), text);
    return join(home, name);
  };

  it('makes, shows, renews, revokes and forgets a certificate, and prints no key', async () => {
    const all = [await says('list')];
    assert.match(all[0] ?? '', /no certificate yet/);
    all.push(await says('create', 'plc', '--host', 'plc.plant', '--host', '192.0.2.7', '--days', '30'));
    assert.match(all.at(-1) ?? '', /^plc +ends-soon +internal .*plc\.plant 192\.0\.2\.7$/);
    const old = new X509Certificate(await says('chain', 'plc')).serialNumber;
    all.push(await says('renew', 'plc'));
    const leaf = new X509Certificate(await says('chain', 'plc'));
    assert.notEqual(leaf.serialNumber, old);
    const authority = await says('authority');
    assert.ok(leaf.verify(new X509Certificate(authority).publicKey));
    assert.match(await says('revoke', 'plc', '--reason', 'retired'), /revoked/);
    all.push(authority, await says('crl'), await says('list'), await says('remove', 'plc'));
    assert.doesNotMatch(all.join('\n'), /PRIVATE KEY/);
  });

  it('signs a request of a device, and takes over what another authority signed', async () => {
    const key = await makeKey();
    const request = file('plc.csr', await makeRequest({ commonName: 'PLC', hosts: [] }, key));
    assert.match(await says('sign', 'plc', '--request', request), /^plc +valid +signed/);
    const own = file('own.csr', await says('request', 'https', '--host', 'scada.plant'));
    await says('sign', 'answer', '--request', own, '--purpose', 'server');
    const answer = file('answer.pem', await says('chain', 'answer'));
    assert.match(await says('import', 'https', '--cert', answer), /^https +valid +imported .*scada\.plant$/);
  });

  it('names what is wrong, and says how it is used', async () => {
    await assert.rejects(run(['create', 'plc']), { field: 'hosts' });
    await assert.rejects(run(['create', 'plc', '--host', 'a', '--days', 'many']), { field: 'days' });
    await assert.rejects(run(['sign', 'plc']), { field: 'request' });
    await assert.rejects(run(['import', 'plc', '--cert', join(home, 'none')]), { field: 'cert' });
    await assert.rejects(run(['renew', 'none']), { code: 'not-found' });
    for (const args of [['create'], ['list', 'more'], ['nonsense'], ['list', '--nonsense']]) {
      lines = [];
      assert.equal(await run(args), 2);
      assert.match(lines.join('\n'), /Usage: thermacore certificates/);
    }
  });
});
