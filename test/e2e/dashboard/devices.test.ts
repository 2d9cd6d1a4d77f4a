import assert from 'node:assert/strict';
import { connectAsync } from 'mqtt';
import type { Page } from 'playwright-core';
import { ModbusField, exception } from '../../support/modbus-field';
import { DEMO_PASSWORD, eventually } from '../../support/product';
import { findings } from './axe';
import { PHONE, useProductPages, type Look } from './product-pages';

describe('the page of devices', function () {
  this.timeout(180_000);
  const pages = useProductPages();
  /** Twenty registers that can be written, and no more. */
  let device: ModbusField;

  before(async () => {
    device = await ModbusField.start((request) =>
      request.start + request.count > 20 && request.code === 3
        ? exception(request.code, 2)
        : device.answer(request),
    );
  });
  after(() => device?.stop());

  async function open(username: string, look?: Look): Promise<Page> {
    const page = await pages.open('devices', username, look);
    await page.waitForSelector('tr[data-device]');
    return page;
  }

  const field = (name: string): string => `label:has-text("${name}") >> css=input`;
  const fits = async (page: Page, { width }: { width: number }): Promise<void> => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${wide} px`);
  };

  it('leads from a new Modbus device over its registers to sensors with live values', async () => {
    const page = await open('admin@borealis');
    await page.click('button:has-text("New device")');
    await page.fill('label:has-text("Name") >> css=input >> nth=0', 'Second look');
    await page.click('.sh-save .sh-main');
    await page.waitForSelector('label:has-text("Host") .sh-wrong');
    await page.fill('label:has-text("Host name or address") input', '127.0.0.1');
    await page.fill('label:has-text("TCP port") input', String(pages.product.modbusPort));
    await page.fill('label:has-text("Unit id") input', '4');
    await page.click('.sh-save .sh-main');

    await page.click('button:has-text("Test the connection")');
    await page.waitForSelector('.dv-tested:has-text("Unit 4 at 127.0.0.1")');
    await page.click('button:has-text("Find points")');
    await page.selectOption('label:has-text("Table") select', 'input');
    await page.fill(field('To'), '40');
    await page.click('button:has-text("Scan")');
    await page.waitForSelector('[role=status]:has-text("registers answer")');
    assert.ok(await page.locator('.dv-found .dv-silent').count(), 'blocks that do not answer are told');
    const found = page.locator('[data-node]:has(select)');
    assert.match((await found.nth(0).locator('.dv-means').textContent()) ?? '', /uint16 .*int16 .*float32 ABCD .*float32 CDAB /s); // prettier-ignore
    for (const [at, sensor] of [
      [0, 'scanned-a'],
      [2, 'scanned-b'],
    ] as const) {
      await found.nth(at).locator('input[type=checkbox]').check();
      await found.nth(at).locator('select').selectOption({ index: 2 });
      await found.nth(at).locator('[placeholder="key of the sensor"]').fill(sensor);
    }
    await page.selectOption('.sh-save select', 'storage-tank-1');
    await page.click('button:has-text("Make these sensors")');

    const row = (sensor: string) => page.locator(`[data-point="storage-tank-1/${sensor}"]`);
    for (const sensor of ['scanned-a', 'scanned-b'])
      await row(sensor).locator('.dv-value:not(.is-old)').waitFor();
    await row('scanned-a').locator('.dv-where:has-text("float32")').waitFor();
    await page.context().close();
  });

  it('writes only after a second yes, shows what the device says, and reads at once', async () => {
    const admin = await pages.product.login('admin@borealis');
    const settings = { host: '127.0.0.1', port: device.port };
    await admin.json('POST', '/api/v1/devices', {
      key: 'mixer',
      name: 'Mixer',
      protocol: 'modbus',
      settings,
    });
    const nodes = [{ nodeId: 'holding:7:int16', sensor: 'mixer-speed' }];
    await admin.json('POST', '/api/v1/devices/mixer/sensors', { unit: 'storage-tank-1', nodes });
    const page = await open('admin@borealis');
    await page.click('[aria-label="Open Mixer"]');
    const id = 'storage-tank-1/mixer-speed';
    await page.click(`[aria-label="Rules of ${id}"]`);
    await page.fill(field('Least value'), '0');
    await page.fill(field('Greatest value'), '60');
    await page.click('.sh-ask .sh-main');

    const write = async (value: string): Promise<void> => {
      await page.click(`[aria-label="Write ${id}"]`);
      await page.fill(field('New value'), value);
      await page.dblclick('.sh-ask button:has-text("Write")');
      await page.waitForSelector(`.sh-ask b:has-text("Write ${value}")`);
      assert.equal(device.requests.filter(({ code }) => code === 6).length, 0, 'nothing went out before');
      await page.click('.sh-ask button:has-text("Yes, write it")');
    };
    await write('61');
    await page.waitForSelector('.dv-command.is-broken:has-text("60")');
    await write('42');
    await page.waitForSelector('.dv-command.is-done:has-text("Verified")');
    assert.equal(device.registers[7], 42);

    device.registers[7] = 43;
    await page.click('button:has-text("Read now")');
    await page.waitForSelector(`[data-point="${id}"] .dv-value:has-text("43")`);
    await page.context().close();
  });

  it('switches a device off, finds it by its state, and deletes it after a question', async () => {
    const page = await open('admin@borealis');
    const admin = await pages.product.login('admin@borealis');
    const spare = {
      key: 'spare',
      name: 'Spare',
      protocol: 'modbus',
      settings: { host: '127.0.0.1', port: 9 },
    };
    await admin.json('POST', '/api/v1/devices', spare);
    await page.fill('input[type=search]', 'spar');
    await page.click('[aria-label="Open Spare"]');
    await page.click('button:has-text("Switch off")');
    await page.waitForSelector('.dv-card .is-disabled');
    await page.click('button:has-text("Back")');
    await page.fill('input[type=search]', '');
    await page.selectOption('label:has-text("State") select', 'disabled');
    await page.waitForFunction(() => document.querySelectorAll('tr[data-device]').length === 1);
    await page.click('[aria-label="Open Spare"]');
    await page.click('button:has-text("Delete…")');
    await page.click('.dv-ask .sh-main');
    await page.waitForSelector('text=No device fits.');
    assert.equal((await admin.request('GET', '/api/v1/devices/spare')).status, 404);
    await page.context().close();
  });

  it('tests many devices at once, and tells which do not answer', async () => {
    const page = await open('admin@borealis');
    const admin = await pages.product.login('admin@borealis');
    const spare = {
      key: 'silent',
      name: 'Silent',
      protocol: 'modbus',
      settings: { host: '127.0.0.1', port: 9 },
    };
    await admin.json('POST', '/api/v1/devices', spare);
    await page.reload();
    await page.check('[aria-label="Choose Silent"]');
    await page.check('[aria-label="Choose PLC of storage tank 1"]');
    await page.click('.sh-save .sh-main');
    await page.waitForSelector(
      '.dv-tested:has-text("Done: 2 of 2, 1 failed"):has-text("silent: No connection")',
    );
    await page.context().close();
  });

  it('makes a sensor of a topic that nobody knew, whose next value is stored', async () => {
    const login = { username: 'operator@aqua', password: DEMO_PASSWORD };
    const gateway = await connectAsync(`mqtt://127.0.0.1:${pages.product.mqttPort}`, login);
    const topic = 'plant/aqua/boiler-1/brand-new';
    const publish = (value: number) => {
      const payload = JSON.stringify({ value, timestamp: new Date().toISOString() });
      return gateway.publishAsync(topic, payload, { qos: 1, retain: true });
    };
    await publish(7);
    const page = await open('admin@aqua');
    await page.click('button:has-text("MQTT topics")');
    await page.fill(field('Filter'), 'a#');
    await page.click('button:has-text("Listen")');
    await page.waitForSelector('.sh-wrong:has-text("topic filter")');
    await page.fill(field('Filter'), '+/#');
    await page.click('button:has-text("Listen")');
    const row = page.locator(`[data-topic="${topic}"]`);
    await row.locator('.dv-means:has-text("value 7")').waitFor();
    const topics = await page.locator('[data-topic]').evaluateAll((all) =>
      all.map((one) => one.getAttribute('data-topic') ?? ''),
    ); // prettier-ignore
    assert.ok(
      topics.every((one) => one.startsWith('plant/aqua/')),
      topics.join(),
    );
    await row.locator('button').click();
    await row.locator('[role=status]').waitFor();
    const admin = await pages.product.login('admin@aqua');
    await eventually('the next value is stored', async () => {
      await publish(8);
      const path = '/api/v1/readings/latest?unit=boiler-1&sensor=brand-new';
      return (await admin.get<{ items: { value: number }[] }>(path)).items[0]?.value === 8;
    });
    await gateway.endAsync();
    await page.context().close();
  });

  it('shows a viewer values and state and no control, on a phone too', async () => {
    const page = await open('viewer@borealis', { viewport: PHONE });
    assert.equal(await page.locator('button:has-text("New device")').count(), 0);
    await fits(page, PHONE);
    await page.click('tr[data-device] button >> nth=0');
    await page.waitForSelector('[data-point]');
    const buttons = await page.locator('.dv button').allTextContents();
    assert.deepEqual(
      buttons.map((text) => text.trim()),
      ['Back'],
      'nothing can be changed',
    );
    await fits(page, PHONE);
    await page.context().close();
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`can be used without sight and hand, ${colorScheme}`, async () => {
      const page = await open('admin@borealis', { colorScheme });
      const wrong = [...(await findings(page))];
      await page.click('tr[data-device] button >> nth=0');
      await page.waitForSelector('[data-point]');
      wrong.push(...(await findings(page)));
      await page.click('button:has-text("Edit")');
      await page.waitForSelector('#device-form');
      wrong.push(...(await findings(page)));
      assert.deepEqual(wrong, []);
      await page.context().close();
    });
});
