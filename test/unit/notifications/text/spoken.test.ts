import assert from 'node:assert/strict';
import { spoken, spokenKey } from '../../../../lib/notifications/text/spoken';
import { wordsOf } from '../../../../lib/notifications/text/wording';
import { Line, MINUTE, item, route } from '../fixture';

describe('Texts that are read out', () => {
  for (const [text, words] of [
    ['Supply is 91.5 °C, limit 90 °C', 'Supply is 91.5 degrees Celsius, limit 90 degrees Celsius'],
    ['Flow 1 m³/h', 'Flow 1 cubic metre per hour'],
    ['Level < 20 % → pump off', 'Level below 20 percent to pump off'],
    ['Outside -5 °C', 'Outside minus 5 degrees Celsius'],
    ['p >= 6 bar & T ≤ 80°C', 'p at least 6 bar and T at most 80 degrees Celsius'],
    ['5 mm/s on *bearing*', '5 millimetres per second on bearing'],
    ['12 months', '12 months'],
  ] as const)
    it(`say "${text}" in words`, () => assert.equal(spoken(text), words));

  it('say keys as words', () => assert.equal(spokenKey('boiler-1_supply.temp'), 'boiler 1 supply temp'));

  it('have the first-out on top, the clock of the plant, what is not written out, and no symbol', () => {
    const line = new Line([
      route({ groupSeconds: 5, listed: 2, steps: [{ afterSeconds: 0, targets: ['a'] }] }),
    ]);
    line.take(item(1), item(2, { firstOut: true }), item(3), item(4)).pass(MINUTE);
    const [planned] = line.said;
    assert.ok(planned);
    const words = wordsOf(planned, { tenant: 'aqua', plant: 'Aqua', timeZone: 'Europe/Berlin' });
    assert.equal(words.subject, '4 alarms, first: Supply 2 is 95 degrees Celsius');
    assert.match(words.text, /First of its group\. High\. Supply 2 is 95 degrees Celsius\. Boiler 2, supply\. Since 10:00 on 27 November\./); // prettier-ignore
    assert.match(words.text, /And 2 more\.$/);
    assert.doesNotMatch(words.text, /[°<>*_#|·]/);
  });

  it('fill their templates in once', () => {
    const line = new Line([route({ subject: '{plant}: {count} × {message}' })]);
    line.take(item(1, { message: '{count}' })).pass(MINUTE);
    const [planned] = line.said;
    assert.ok(planned);
    assert.equal(wordsOf(planned, { tenant: 'a', plant: 'P', timeZone: 'UTC' }).subject, 'P: 1 × {count}');
  });
});
