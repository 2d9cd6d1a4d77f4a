import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { startCredentials } from '../../../lib/platform/credentials';
import { settingsIn, temporaryFolder } from './fixture';

describe('the passwords of the first start', () => {
  const contentOf = (file: string): string => readFileSync(file, 'utf8');

  it('are made up: 16 letters and digits that nobody confuses, other ones each time', () => {
    const made = Array.from({ length: 20 }, () => startCredentials(settingsIn(temporaryFolder())));
    const passwords = made.flatMap(({ adminPassword, demoPassword }) => [adminPassword, demoPassword]);
    for (const password of passwords) assert.match(password, /^[a-km-np-zA-HJ-NP-Z2-9]{16}$/);
    assert.equal(new Set(passwords).size, passwords.length);
  });

  it('lie in a file that only its owner may read, with what to do with it', () => {
    const home = temporaryFolder();
    const { file, adminPassword, demoPassword } = startCredentials(settingsIn(home));
    assert.equal(file, join(home, 'credentials'));
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const text = contentOf(file);
    assert.match(text, /^# .*passwords of the first start/m);
    assert.ok(text.includes(`\nadmin = ${adminPassword}\n`));
    assert.ok(text.includes(`\ndemo = ${demoPassword}\n`));
  });

  it('stay what they were', () => {
    const settings = settingsIn(temporaryFolder());
    const first = startCredentials(settings);
    assert.deepEqual(startCredentials(settings), first);
  });

  it('are those of the settings, where there are any', () => {
    const home = temporaryFolder();
    const before = startCredentials(settingsIn(home));
    const after = startCredentials(settingsIn(home, { adminPassword: 'of the settings' }));
    assert.equal(after.adminPassword, 'of the settings');
    assert.equal(after.demoPassword, before.demoPassword);
  });

  it('are still known when the settings name them no longer, whatever characters they have', () => {
    const password = fc
      .string({ minLength: 1, unit: 'grapheme' })
      .filter((text) => !/[\n\r\u2028\u2029]/.test(text));
    const home = temporaryFolder();
    fc.assert(
      fc.property(password, password, (adminPassword, demoPassword) => {
        startCredentials(settingsIn(home, { adminPassword, demoPassword }));
        const kept = startCredentials(settingsIn(home));
        assert.deepEqual([kept.adminPassword, kept.demoPassword], [adminPassword, demoPassword]);
        rmSync(kept.file);
      }),
      {
        examples: [
          ['four random words', 'a = b'],
          [' x ', '#'],
        ],
        numRuns: 50,
      },
    );
  });

  it('of the demo outlive a start without it, since its users know no other', () => {
    const home = temporaryFolder();
    const first = startCredentials(settingsIn(home));
    startCredentials(settingsIn(home, { demo: false }));
    assert.equal(startCredentials(settingsIn(home)).demoPassword, first.demoPassword);
  });

  it('name no demo where there never was one', () => {
    const { file, adminPassword } = startCredentials(settingsIn(temporaryFolder(), { demo: false }));
    assert.doesNotMatch(contentOf(file), /demo|aqua/);
    assert.ok(contentOf(file).includes(adminPassword));
  });

  it('are read from a file that a person wrote', () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'credentials'), 'admin=chosen by hand\r\ndemo =also this\r\n');
    const { adminPassword, demoPassword } = startCredentials(settingsIn(home));
    assert.deepEqual([adminPassword, demoPassword], ['chosen by hand', 'also this']);
  });

  it('take the place of a file that cannot be read as one', () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'credentials'), 'admin =\n\0');
    const { adminPassword } = startCredentials(settingsIn(home));
    assert.equal(startCredentials(settingsIn(home)).adminPassword, adminPassword);
  });
});
