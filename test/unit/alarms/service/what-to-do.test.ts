import assert from 'node:assert/strict';
import { changesOf, type AlarmChange } from '../../../../lib/platform';
import { process, rule, turn } from './fixture';

const HOT = 'hot:boiler-1/supply';
const advice = {
  cause: 'Flow is too low',
  consequence: 'The safety thermostat trips the burner',
  response: 'Lower the set point',
  link: 'https://example.test/procedures/hot',
};

async function raised(more: Parameters<typeof rule>[0]) {
  const { database, service, reading } = process();
  database.setRules('aqua', rule(more));
  const told: AlarmChange[] = [];
  const lease = service.feed({
    tenant: 'aqua',
    rules: [],
    onNotices: (_, notices, gone) => told.push(...changesOf(notices, gone)),
    onStatus: () => undefined,
  });
  await turn();
  lease.readings([reading(95)]);
  await turn();
  return { database, service, told };
}

const adviceOf = ({ cause, consequence, response, link }: AlarmChange | undefined = {} as AlarmChange) => ({
  cause,
  consequence,
  response,
  link,
});

describe('what an operator is to do about an alarm', () => {
  it('goes out with the alarm, and stands in lists and in what is kept', async () => {
    const { database, service, told } = await raised(advice);
    assert.deepEqual(adviceOf(told[0]), advice);
    assert.deepEqual(adviceOf((await service.get('aqua', HOT)) as AlarmChange), advice);
    assert.deepEqual(adviceOf(database.kept('aqua').get(HOT)?.shown as unknown as AlarmChange), advice);
  });

  it('is absent where the rule says nothing', async () => {
    const { told } = await raised({});
    assert.deepEqual(
      Object.keys(adviceOf()).filter((name) => name in (told[0] ?? {})),
      [],
    );
  });
});
