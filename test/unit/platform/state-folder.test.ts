import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isThermaCoreError } from '../../../lib/core/errors';
import { openStateFolder, readIfPresent, writePrivateFile } from '../../../lib/platform/state-folder';
import { asOrdinaryUser, temporaryFolder } from './fixture';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('the state folder', () => {
  it('is made with its parents, for its owner only', () => {
    const home = join(temporaryFolder(), 'var', 'lib', 'thermacore');
    assert.equal(openStateFolder(home), home);
    assert.equal(modeOf(home), 0o700);
  });

  it('loses the wider rights that it had, and nothing that lies in it', () => {
    const home = join(temporaryFolder(), 'state');
    mkdirSync(home);
    chmodSync(home, 0o755);
    writeFileSync(join(home, 'flows.json'), '[]');
    openStateFolder(home);
    assert.equal(modeOf(home), 0o700);
    assert.equal(readFileSync(join(home, 'flows.json'), 'utf8'), '[]');
  });

  const refusals: readonly [what: string, home: (folder: string) => string][] = [
    ['lies in a folder where we may not write', (folder) => join(folder, 'state')],
    ['belongs to somebody else', () => '/proc'],
    [
      'is a file',
      (folder) => {
        const file = join(folder, 'a-file');
        writeFileSync(file, '');
        return file;
      },
    ],
  ];
  for (const [what, homeIn] of refusals)
    it(`that ${what} gives one sentence with the folder, the reason and what to do`, () => {
      const folder = temporaryFolder();
      const home = homeIn(folder);
      chmodSync(folder, 0o500);
      assert.throws(
        () => asOrdinaryUser(folder, () => openStateFolder(home)),
        (error) =>
          isThermaCoreError(error) &&
          error.code === 'configuration' &&
          error.field === 'THERMACORE_HOME' &&
          error.message.startsWith(`The state folder ${home} cannot be written (E`) &&
          /write access, or set THERMACORE_HOME/.test(error.advice ?? '') &&
          !error.sentence.includes('\n'),
      );
    });
});

describe('a private file', () => {
  it('is its owner’s only, also where a readable one stood', () => {
    const path = join(temporaryFolder(), 'credentials');
    writeFileSync(path, 'old', { mode: 0o644 });
    writePrivateFile(path, 'new');
    assert.equal(readFileSync(path, 'utf8'), 'new');
    assert.equal(modeOf(path), 0o600);
  });

  it('leaves no draft behind', () => {
    const folder = temporaryFolder();
    writePrivateFile(join(folder, 'credentials'), 'text');
    assert.deepEqual(readdirSync(folder), ['credentials']);
  });

  it('stays as it was when the new content cannot be put in its place', () => {
    const taken = join(temporaryFolder(), 'flows.json');
    mkdirSync(join(taken, 'kept'), { recursive: true });
    assert.throws(() => writePrivateFile(taken, '[]'));
    assert.ok(existsSync(join(taken, 'kept')));
  });

  it('is undefined when absent, and an error when it cannot be read', () => {
    const folder = temporaryFolder();
    assert.equal(readIfPresent(join(folder, 'none')), undefined);
    assert.throws(() => readIfPresent(folder), { code: 'EISDIR' });
  });
});
