import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WriteRules } from '../../../lib/core/device';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { Commands, type CommandStore } from '../../../lib/platform/commands';
import { FakeClock } from '../../support/fake-clock';
import { MemoryCommands, settled } from '../control/fixture';

describe('Commands of the platform', () => {
  let home: string;
  let repository: MemoryCommands;
  let store: CommandStore;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'thermacore-commands-'));
    repository = new MemoryCommands();
    store = {
      commands: repository,
      interlocks: { latest: () => Promise.resolve([]) },
      directory: { find: () => ({ type: 'number' }), hasUnit: () => true },
      audit: { record: () => Promise.resolve() },
    } as unknown as CommandStore;
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const clock = new FakeClock();
  const another = () =>
    new Commands<CommandStore>({
      home,
      clock,
      logger: silentLogger,
      meter: nullMeter,
      targets: (of) => {
        assert.equal(of, store);
        return { find: () => Promise.resolve({ device: 'd', protocol: 'p', write: WriteRules.parse({}) }) };
      },
      dispatcher: { dispatch: () => Promise.withResolvers<never>().promise },
    });
  const ask = (commands: Commands<CommandStore>) =>
    commands
      .of(store)
      .request(
        { tenant: 'aqua', principal: undefined },
        { unit: 'u', sensor: 's', value: 1, mode: 'direct' },
      );

  it('have one service for each database', () => {
    const commands = another();
    assert.equal(commands.of(store), commands.of(store));
  });

  it('know after a restart what the same installation left on its way', async () => {
    const { id } = await ask(another());
    const file = join(home, 'instance');
    const name = readFileSync(file, 'utf8');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    another().of(store);
    await settled();
    assert.equal((await repository.get('aqua', id)).outcome, 'timed-out');
    assert.equal(readFileSync(file, 'utf8'), name);
  });

  it('leave alone what they have on its way themselves', async () => {
    const commands = another();
    const { id } = await ask(commands);
    commands.of(store).start();
    await settled();
    assert.equal((await repository.get('aqua', id)).state, 'running');
  });
});
