import assert from 'node:assert/strict';
import { systemClock } from '../../../lib/core/clock';
import type { NotificationContent } from '../../../lib/notifications/content';
import { EmailSender } from '../../../lib/notifications/io/email';
import { Network } from '../../../lib/notifications/io/network';
import { WebhookSender, retryAfterMs } from '../../../lib/notifications/io/webhook';
import { SendError } from '../../../lib/notifications/send-error';
import { verifies } from '../../../lib/notifications/signature';
import { NotificationTargetInput, type SettingsOf } from '../../../lib/notifications/target';
import { mailServer, receiver, type MailServer, type Receiver } from '../../support/receivers';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const content: NotificationContent = {
  kind: 'alarms', tenant: 'aqua', plant: 'Aqua', timeZone: 'UTC', at: '2026-11-27T09:00:00.000Z', route: 'duty', routeName: 'Duty',
  step: 0, priority: 'critical', count: 1, subject: 'Critical alarm: 95 <b>°C</b>', text: 'Ninety-five degrees.',
  items: [{ id: 'a', event: 'raised', at: '2026-11-27T09:00:00.000Z', priority: 'critical', class: 'process', message: '<script>' }],
}; // prettier-ignore
const network = new Network(['127.0.0.1']);
const never = new AbortController().signal;
const settingsOf = <C extends 'email' | 'webhook'>(settings: object): SettingsOf<C> =>
  NotificationTargetInput.parse({ key: 'k', name: 'n', settings }).settings as SettingsOf<C>;

/** What a failed attempt says. */
async function failure(sent: Promise<void>): Promise<SendError> {
  try {
    await sent;
  } catch (error) {
    if (error instanceof SendError) return error;
    throw error;
  }
  throw new Error('it was sent');
}

describe('The webhook sender', () => {
  const sender = new WebhookSender(network, systemClock);
  let open: Receiver | undefined;
  afterEach(() => open?.close());
  const to = (url: string, signal = never) =>
    sender.send(
      { tenant: 'aqua', id: 'm1', settings: settingsOf<'webhook'>({ channel: 'webhook', url }), secrets: { secret: SECRET, authorization: 'Bearer x' }, content },
      signal,
    ); // prettier-ignore
  const answering = async (status: number, headers: Record<string, string> = {}): Promise<SendError> => {
    open = await receiver((_n, response) =>
      response.writeHead(status, headers).end('a secret of the receiver'),
    );
    return failure(to(open.url));
  };

  it('posts JSON with a signature that the receiver can verify', async () => {
    open = await receiver();
    await to(open.url);
    const [{ headers, body } = { headers: {}, body: '' }] = open.received;
    const [id, time, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => String(headers[name])); // prettier-ignore
    assert.equal(id, 'm1');
    assert.ok(Math.abs(Number(time) - Date.now() / 1000) < 60);
    assert.ok(verifies(SECRET, String(signature), 'm1', Number(time), body));
    assert.ok(!verifies(SECRET, String(signature), 'm1', Number(time) + 1, body), 'at another time');
    assert.ok(!verifies(SECRET, String(signature), 'm1', Number(time), `${body} `), 'with another body');
    assert.equal(headers.authorization, 'Bearer x');
    assert.deepEqual(JSON.parse(body), { type: 'notification', timestamp: content.at, data: content });
  });

  it('is tried again after 500 and 429, not before the receiver wants it', async () => {
    assert.deepEqual([(await answering(500)).isFinal, (await answering(500)).waitMs], [false, undefined]);
    const busy = await answering(429, { 'retry-after': '120' });
    assert.deepEqual([busy.isFinal, busy.waitMs], [false, 120_000]);
    assert.ok(!busy.message.includes('secret'), 'nothing of the answer is told');
    const later = new Date(Date.now() + 90_000).toUTCString();
    assert.ok(Number(retryAfterMs(later, Date.now())) > 80_000);
    assert.equal(retryAfterMs('soon', Date.now()), undefined);
  });

  it('gives up at once after 410, and follows no redirect', async () => {
    const gone = await answering(410);
    assert.ok(gone.isFinal && /gone/.test(gone.message));
    const moved = await answering(307, { location: 'http://169.254.169.254/' });
    assert.ok(moved.isFinal && /not followed/.test(moved.message));
  });

  it('leaves a receiver that hangs when its time is over', async () => {
    open = await receiver(() => undefined);
    const late = new AbortController();
    const sent = failure(to(open.url, late.signal));
    while (open.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    late.abort();
    assert.match((await sent).message, /there is no answer/);
  });

  it('says in words that nothing listens', async () => {
    const closed = await receiver();
    await closed.close();
    assert.match(
      (await failure(to(closed.url))).message,
      /127\.0\.0\.1:\d+ cannot be reached: nothing listens there/,
    );
  });

  for (const host of [
    '169.254.169.254',
    '10.0.0.8',
    '192.168.1.1',
    '127.0.0.2',
    '0.0.0.0',
    '[::1]',
    '[fd00:ec2::254]',
    '[::ffff:10.0.0.8]',
    '2130706434',
    '[fe80::1]',
    '100.64.0.1',
  ])
    it(`does not send to ${host}, which is inside`, async () => {
      const refused = await failure(to(`http://${host}/`));
      assert.ok(refused.isFinal, refused.message);
      assert.match(refused.message, /THERMACORE_NOTIFY_NETWORKS/);
    });

  it('does not send to a name that stands for an address inside', async () => {
    const strict = new WebhookSender(new Network(), systemClock);
    const settings = settingsOf<'webhook'>({ channel: 'webhook', url: 'http://localhost:1/' });
    const refused = await failure(strict.send({ tenant: 'a', id: 'm', settings, secrets: { secret: SECRET }, content }, never)); // prettier-ignore
    assert.match(refused.message, /localhost is in a network/);
  });
});

describe('The e-mail sender', () => {
  let server: MailServer | undefined;
  let sender = new EmailSender(network);
  afterEach(async () => {
    await sender.close();
    await server?.close();
    sender = new EmailSender(network);
  });
  const send = (port: number, more: object = {}, secrets: Record<string, string> = {}, id = 'm1') => {
    const settings = settingsOf<'email'>({
      channel: 'email', host: '127.0.0.1', port, security: 'starttls', verify: false, from: 'scada@example.test', to: ['lead@example.test', 'duty@example.test'], ...more,
    }); // prettier-ignore
    return sender.send({ tenant: 'aqua', id, settings, secrets, content }, never);
  };

  it('sends over TLS, as text and designed, with an id that stays the same', async () => {
    server = await mailServer();
    await send(server.port);
    await send(server.port);
    const [mail] = server.mails;
    assert.equal(server.mails.length, 2);
    assert.ok(mail?.secure);
    assert.deepEqual(mail.to, ['lead@example.test', 'duty@example.test']);
    assert.match(mail.raw, /Message-ID: <m1@example\.test>/i);
    assert.match(mail.raw, /text\/plain/);
    assert.match(mail.raw, /text\/html/);
    assert.match(mail.raw, /&lt;script&gt;/);
    assert.ok(!mail.raw.includes('<script>'));
  });

  it('does not send without TLS where it is asked for', async () => {
    server = await mailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    await failure(send(server.port));
    assert.equal(server.mails.length, 0);
    await send(server.port, { security: 'none' });
    assert.equal(server.mails.length, 1);
  });

  it('checks the certificate of the server unless it is told not to', async () => {
    server = await mailServer();
    assert.match((await failure(send(server.port, { verify: true }))).message, /certificate/);
  });

  it('logs in, and says when the login is refused', async () => {
    server = await mailServer({
      onAuth: ({ username, password }, _session, done) =>
        done(username === 'kim' && password === 'right' ? null : new Error('no'), { user: username }),
    });
    const login = { username: 'kim' };
    await send(server.port, login, { password: 'right' });
    assert.match(
      (await failure(send(server.port, login, { password: 'wrong' }))).message,
      /refuses the login/,
    );
    assert.equal(server.mails.length, 1);
  });

  it('gives up on a mailbox that is not there, and tries again later where the server is busy', async () => {
    let code = 550;
    server = await mailServer({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no'), { responseCode: code })),
    });
    assert.equal((await failure(send(server.port))).isFinal, true);
    code = 451;
    assert.equal((await failure(send(server.port))).isFinal, false);
  });
});
