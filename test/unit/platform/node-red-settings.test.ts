import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { nodeRedSettings } from '../../../lib/platform/node-red-settings';
import { keepingLogger, type Line } from '../telemetry/fixture';
import { temporaryFolder } from './fixture';

/** Node-RED's own log, as its runtime sets it up. */
const { log } = createRequire(require.resolve('node-red'))('@node-red/util') as {
  log: { init(settings: object): void; log(line: object): void } & Record<
    'FATAL' | 'ERROR' | 'WARN' | 'INFO' | 'DEBUG',
    number
  >;
};

interface Settings extends Record<string, unknown> {
  readonly credentialSecret: string;
  readonly editorTheme: { readonly projects: { readonly enabled: boolean } };
}

describe('the settings under which Node-RED runs', () => {
  let lines: Line[];
  const settingsIn = (home: string): Settings => {
    const keeping = keepingLogger();
    lines = keeping.lines;
    const more = {
      packageRoot: '/package',
      adminAuth: { type: 'credentials' },
      dashboard: { middleware: [] },
      editorMiddleware: () => undefined,
    };
    return nodeRedSettings({ home, ...more, logger: keeping.logger }) as Settings;
  };

  it('keep everything of Node-RED’s in the state folder', () => {
    const home = temporaryFolder();
    const { userDir, flowFile, nodesDir } = settingsIn(home);
    assert.deepEqual(
      { userDir, flowFile, nodesDir },
      { userDir: home, flowFile: 'flows.json', nodesDir: ['/package'] },
    );
  });

  it('have the login of the editor and the guard of the dashboards', () => {
    const { adminAuth, dashboard } = settingsIn(temporaryFolder());
    assert.deepEqual(adminAuth, { type: 'credentials' });
    assert.deepEqual(dashboard, { middleware: [] });
  });

  it('call nobody outside, install nothing by themselves, and lend function nodes no modules', () => {
    const settings = settingsIn(temporaryFolder());
    assert.deepEqual(settings['telemetry'], { enabled: false, updateNotification: false });
    assert.deepEqual(settings['diagnostics'], { enabled: false, ui: false });
    assert.equal(settings['functionExternalModules'], false);
    assert.equal((settings['externalModules'] as { autoInstall: boolean }).autoInstall, false);
    assert.equal(settings.editorTheme.projects.enabled, false);
  });

  it('encrypt credentials with a key that is made once and that only the owner reads', () => {
    const home = temporaryFolder();
    const { credentialSecret } = settingsIn(home);
    assert.equal(Buffer.from(credentialSecret, 'base64url').length, 32);
    assert.equal(settingsIn(home).credentialSecret, credentialSecret);
    assert.equal(readFileSync(join(home, 'node-red.key'), 'utf8'), credentialSecret);
    assert.equal(statSync(join(home, 'node-red.key')).mode & 0o777, 0o600);
    assert.notEqual(settingsIn(temporaryFolder()).credentialSecret, credentialSecret);
  });

  describe('log what Node-RED says', () => {
    /** The entry that a line of Node-RED becomes. */
    const logged = (level: number, msg: unknown, more: object = {}): Line | undefined => {
      log.init(settingsIn(temporaryFolder()));
      log.log({ level, msg, ...more });
      return lines[0];
    };
    after(() => log.init({ logging: { none: { level: 'off', handler: () => () => undefined } } }));

    it('at its level; what is mere information there is detail here', () => {
      const levels = [log.FATAL, log.ERROR, log.WARN, log.INFO, log.DEBUG].map(
        (level) => logged(level, 'x')?.level,
      );
      assert.deepEqual(levels, ['error', 'error', 'warn', 'debug', undefined]);
    });

    it('with the node that says it', () => {
      assert.deepEqual(logged(log.WARN, 'no answer', { type: 'mqtt in', name: 'Boilers', id: '1' }), {
        level: 'warn',
        message: 'no answer',
        fields: { node: 'mqtt in', name: 'Boilers' },
      });
    });

    it('as text, whatever a flow logs', () => {
      for (const [msg, text] of [
        [new Error('no such unit'), 'no such unit'],
        [{ payload: [1, 2] }, '{"payload":[1,2]}'],
        [
          { payload: { user: 'kim', password: 'geheim' } },
          '{"payload":{"user":"kim","password":"[redacted]"}}',
        ],
        [71.3, '71.3'],
        [undefined, ''],
        [() => 1, ''],
      ] as const)
        assert.equal(logged(log.WARN, msg)?.message, text);
    });

    it('without failing on a message that is a circle, as those of "http in" are', () => {
      const call = request({ host: '127.0.0.1', port: 1 }).on('error', () => undefined);
      const message = { _msgid: '1', req: call, res: call, payload: 1n };
      call.destroy();
      const text = logged(log.WARN, message)?.message ?? '';
      assert.match(text, /^\{"_msgid":"1","req":/);
      assert.ok(text.length <= 4000);
    });
  });
});
