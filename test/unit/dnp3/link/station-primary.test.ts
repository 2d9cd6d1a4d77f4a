import assert from 'node:assert/strict';
import { Address, SecondaryFunction as S, PrimaryFunction as P } from '../../../../lib/dnp3/link/frame';
import { Conversation, FRAGMENT } from './conversation';

const FULL = { fcv: true };
const CONFIRMED = { master: true, local: 1, remote: 10, confirmed: true };

describe('a station that sends unconfirmed', () => {
  it('writes all frames of a fragment at once and says that it is sent', () => {
    const it = new Conversation();
    assert.deepEqual(it.send(new Uint8Array(600)), [
      'UnconfirmedUserData, 250 octets + UnconfirmedUserData, 250 octets + UnconfirmedUserData, 103 octets',
      'sent',
    ]);
    assert.equal(it.wakesIn, undefined, 'waits for nothing');
  });

  it('numbers its segments on from fragment to fragment', () => {
    const it = new Conversation();
    const header = (): number => {
      it.station.send(FRAGMENT, it.now);
      const [effect] = it.station.take();
      return effect?.kind === 'write' ? (effect.octets[10] as number) : NaN;
    };
    assert.deepEqual([header(), header(), header()], [0xc0, 0xc1, 0xc2]);
    it.station.opened(it.now);
    assert.equal(header(), 0xc0);
  });

  it('sends nothing where there is no connection, and no empty fragment', () => {
    const it = new Conversation();
    assert.equal(it.station.send(new Uint8Array(0), it.now), false);
    it.station.closed();
    assert.equal(it.station.send(FRAGMENT, it.now), false);
    assert.deepEqual(it.effects(), []);
  });

  it('broadcasts a fragment of one segment, and none that is longer', () => {
    const it = new Conversation(CONFIRMED);
    assert.deepEqual(it.send(new Uint8Array(249), Address.BroadcastConfirm), [
      'UnconfirmedUserData, 250 octets',
      'sent',
    ]);
    assert.deepEqual(it.send(new Uint8Array(250), Address.BroadcastConfirm), []);
  });
});

describe('a station that sends confirmed', () => {
  it('resets the link, then sends segment by segment with alternating frame count bits', () => {
    const it = new Conversation(CONFIRMED);
    assert.deepEqual(it.send(new Uint8Array(300)), ['ResetLinkStates']);
    assert.deepEqual(it.secondary(S.Ack), ['ConfirmedUserData FCB 1, 250 octets']);
    assert.deepEqual(it.secondary(S.Ack), ['ConfirmedUserData FCB 0, 52 octets']);
    assert.deepEqual(it.secondary(S.Ack), ['sent']);
    assert.deepEqual(it.send(), ['ConfirmedUserData FCB 1, 3 octets'], 'the link stays reset');
  });

  it('sends what waited when the fragment before is confirmed', () => {
    const it = new Conversation(CONFIRMED);
    it.send();
    assert.deepEqual(it.send(), []);
    it.secondary(S.Ack);
    assert.deepEqual(it.secondary(S.Ack), ['sent', 'ConfirmedUserData FCB 0, 3 octets']);
  });

  it('takes no more than eight fragments', () => {
    const it = new Conversation(CONFIRMED);
    const taken = Array.from({ length: 9 }, () => it.station.send(FRAGMENT, it.now));
    assert.deepEqual(taken, [...new Array<boolean>(8).fill(true), false]);
  });

  it('repeats a frame with the same frame count bit, and gives the connection up after the last retry', () => {
    const it = new Conversation({ ...CONFIRMED, timeoutMs: 1000, retries: 2 });
    it.send();
    it.secondary(S.Ack);
    assert.equal(it.wakesIn, 1000);
    assert.deepEqual(it.later(999), []);
    assert.deepEqual(it.later(1), ['ConfirmedUserData FCB 1, 3 octets']);
    assert.deepEqual(it.later(1000), ['ConfirmedUserData FCB 1, 3 octets']);
    assert.deepEqual(it.later(1000), ['lost: CONFIRMED_USER_DATA was not answered (sent 3 times)']);
    assert.equal(it.wakesIn, undefined);
  });

  it('gives the connection up when the reset is not answered', () => {
    const it = new Conversation({ ...CONFIRMED, retries: 0 });
    it.send();
    assert.deepEqual(it.later(1000), ['lost: RESET_LINK_STATES was not answered (sent once)']);
  });

  it('resets the link and sends again after a NACK, but not for ever', () => {
    const it = new Conversation({ ...CONFIRMED, retries: 1 });
    it.send();
    it.secondary(S.Ack);
    assert.deepEqual(it.secondary(S.Nack), ['ResetLinkStates']);
    assert.deepEqual(it.secondary(S.Ack), ['ConfirmedUserData FCB 1, 3 octets']);
    assert.deepEqual(it.secondary(S.Nack), ['lost: it refuses what it is sent (NACK)']);
  });

  it('says so where the other station supports no confirmed data', () => {
    const it = new Conversation(CONFIRMED);
    it.send();
    assert.deepEqual(it.secondary(S.NotSupported), [
      'lost: it does not support confirmed user data (NOT_SUPPORTED)',
    ]);
  });

  it('ignores an answer to something else', () => {
    const it = new Conversation(CONFIRMED);
    it.send();
    assert.deepEqual(it.secondary(S.LinkStatus), []);
    assert.deepEqual(it.secondary(7), []);
    assert.deepEqual(it.secondary(S.Ack), ['ConfirmedUserData FCB 1, 3 octets']);
  });

  it('waits while the other buffers are full, and asks for the link status', () => {
    const it = new Conversation(CONFIRMED);
    it.send(new Uint8Array(300));
    it.secondary(S.Ack);
    assert.deepEqual(it.secondary(S.Ack, FULL), []);
    assert.deepEqual(it.later(999), []);
    assert.deepEqual(it.later(1), ['RequestLinkStatus']);
    assert.deepEqual(it.secondary(S.LinkStatus, FULL), []);
    assert.deepEqual(it.later(1000), ['RequestLinkStatus']);
    assert.deepEqual(it.secondary(S.LinkStatus), ['ConfirmedUserData FCB 0, 52 octets']);
  });

  it('gives the connection up when the other buffers stay full', () => {
    const it = new Conversation(CONFIRMED);
    it.send();
    it.secondary(S.Ack, FULL);
    const effects: string[] = [];
    for (let i = 0; i < 20; i++) effects.push(...it.later(1000), ...it.secondary(S.LinkStatus, FULL));
    assert.equal(effects.at(-1), 'lost: its buffers stay full');
  });

  it('forgets what waited when the connection goes', () => {
    const it = new Conversation(CONFIRMED);
    it.send();
    it.station.closed();
    it.station.opened(it.now);
    assert.deepEqual(it.secondary(S.Ack), []);
    assert.deepEqual(it.send(), ['ResetLinkStates']);
  });
});

describe('the keep-alive', () => {
  const idle = { master: true, local: 1, remote: 10, keepAliveMs: 60_000 };

  it('asks for the link status after the silence that was set', () => {
    const it = new Conversation(idle);
    assert.equal(it.wakesIn, 60_000);
    assert.deepEqual(it.later(59_999), []);
    assert.deepEqual(it.later(1), ['RequestLinkStatus']);
    assert.deepEqual(it.secondary(S.LinkStatus), []);
    assert.equal(it.wakesIn, 60_000);
  });

  it('is put off by whatever good frame comes', () => {
    const it = new Conversation(idle);
    it.later(50_000);
    it.primary(P.UnconfirmedUserData, { data: Uint8Array.of(0xc0, 0xc0, 0x81, 0, 0) });
    assert.equal(it.wakesIn, 60_000);
    it.later(50_000);
    it.primary(P.UnconfirmedUserData, { source: 11, data: Uint8Array.of(0xc0, 0xc0, 0x81, 0, 0) });
    assert.equal(it.wakesIn, 10_000, 'not by another station');
  });

  it('is answered by any sign of life', () => {
    const it = new Conversation(idle);
    it.later(60_000);
    it.primary(P.UnconfirmedUserData, { data: Uint8Array.of(0xc0, 0xc0, 0x81, 0, 0) });
    assert.equal(it.wakesIn, 60_000);
  });

  it('gives the connection up when nothing answers', () => {
    const it = new Conversation(idle);
    it.later(60_000);
    assert.deepEqual(it.later(1000), ['RequestLinkStatus']);
    assert.deepEqual(it.later(1000), ['RequestLinkStatus']);
    assert.deepEqual(it.later(1000), [
      'lost: the keep-alive (REQUEST_LINK_STATUS) was not answered (sent 3 times)',
    ]);
  });

  it('does not hold up what is sent meanwhile', () => {
    const it = new Conversation(idle);
    it.later(60_000);
    assert.deepEqual(it.send(), ['UnconfirmedUserData, 3 octets', 'sent']);
    const confirmed = new Conversation({ ...idle, confirmed: true });
    confirmed.later(60_000);
    assert.deepEqual(confirmed.send(), ['ResetLinkStates']);
  });

  it('that says full buffers makes unconfirmed data wait for room', () => {
    const it = new Conversation(idle);
    it.later(60_000);
    it.secondary(S.LinkStatus, FULL);
    assert.deepEqual(it.send(), []);
    assert.deepEqual(it.later(1000), ['RequestLinkStatus']);
    assert.deepEqual(it.secondary(S.LinkStatus), ['UnconfirmedUserData, 3 octets', 'sent']);
  });

  it('is off with 0', () => {
    assert.equal(new Conversation({ ...idle, keepAliveMs: 0 }).wakesIn, undefined);
  });
});
