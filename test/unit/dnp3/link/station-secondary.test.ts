import assert from 'node:assert/strict';
import { PrimaryFunction as P } from '../../../../lib/dnp3/link/frame';
import { Conversation } from './conversation';

/** One segment that is a whole fragment. */
const SEGMENT = Uint8Array.of(0xc0, 0xc0, 0x17);
const OTHER = Uint8Array.of(0xc1, 0xc1, 0x18);
const confirmed = (fcb: boolean, data = SEGMENT): object => ({ fcb, fcv: true, data });

describe('a station that is spoken to', () => {
  it('acknowledges RESET_LINK_STATES', () => {
    assert.deepEqual(new Conversation().primary(P.ResetLinkStates), ['Ack']);
  });

  it('answers REQUEST_LINK_STATUS before anything else was said', () => {
    assert.deepEqual(new Conversation().primary(P.RequestLinkStatus), ['LinkStatus']);
  });

  it('delivers unconfirmed user data without an answer', () => {
    assert.deepEqual(new Conversation().primary(P.UnconfirmedUserData, { data: SEGMENT }), ['fragment c017']);
  });

  it('ignores confirmed user data and TEST_LINK before the link was reset', () => {
    const it = new Conversation();
    assert.deepEqual(it.primary(P.ConfirmedUserData, confirmed(true)), []);
    assert.deepEqual(it.primary(P.TestLinkStates, { fcb: true, fcv: true }), []);
  });

  it('expects FCB 1 after a reset, and then the other one each time', () => {
    const it = new Conversation();
    it.primary(P.ResetLinkStates);
    assert.deepEqual(it.primary(P.ConfirmedUserData, confirmed(true)), ['Ack', 'fragment c017']);
    assert.deepEqual(it.primary(P.ConfirmedUserData, confirmed(false, OTHER)), ['Ack', 'fragment c118']);
    assert.deepEqual(it.primary(P.ConfirmedUserData, confirmed(true)), ['Ack', 'fragment c017']);
  });

  it('acknowledges data with the frame count bit of before, but does not deliver it twice', () => {
    const it = new Conversation();
    it.primary(P.ResetLinkStates);
    it.primary(P.ConfirmedUserData, confirmed(true));
    assert.deepEqual(it.primary(P.ConfirmedUserData, confirmed(true)), ['Ack']);
    assert.deepEqual(it.primary(P.ConfirmedUserData, confirmed(false, OTHER)), ['Ack', 'fragment c118']);
  });

  it('acknowledges TEST_LINK, which takes its turn of the frame count bit', () => {
    const it = new Conversation();
    it.primary(P.ResetLinkStates);
    assert.deepEqual(it.primary(P.TestLinkStates, { fcb: true, fcv: true }), ['Ack']);
    assert.deepEqual(it.primary(P.ConfirmedUserData, confirmed(true)), ['Ack']);
    assert.deepEqual(it.primary(P.ConfirmedUserData, confirmed(false)), ['Ack', 'fragment c017']);
  });

  it('says that it does not support the obsolete RESET_USER_PROCESS', () => {
    assert.deepEqual(new Conversation().primary(1), ['NotSupported']);
  });

  it('begins anew with each connection', () => {
    const it = new Conversation();
    it.primary(P.ResetLinkStates);
    it.station.closed();
    assert.deepEqual(it.primary(P.RequestLinkStatus), [], 'closed');
    it.station.opened(it.now);
    assert.deepEqual(it.primary(P.ConfirmedUserData, confirmed(true)), []);
  });

  it('puts the fragment of several frames together', () => {
    const it = new Conversation();
    assert.deepEqual(it.primary(P.UnconfirmedUserData, { data: Uint8Array.of(0x45, 1, 2) }), []);
    assert.deepEqual(it.primary(P.UnconfirmedUserData, { data: Uint8Array.of(0x86, 3) }), [
      'fragment 010203',
    ]);
  });
});

describe('a station drops silently', () => {
  const dropped = (title: string, code: number, more: object, config: object = {}): void => {
    it(title, () => {
      const conversation = new Conversation(config);
      conversation.primary(P.ResetLinkStates);
      assert.deepEqual(conversation.primary(code, more), []);
      assert.deepEqual(conversation.primary(P.RequestLinkStatus), ['LinkStatus'], 'and goes on');
    });
  };
  dropped('what bears its own direction', P.RequestLinkStatus, { dir: false });
  dropped('what is for another station', P.RequestLinkStatus, { destination: 11 });
  dropped('what comes from another station', P.UnconfirmedUserData, { source: 2, data: SEGMENT });
  dropped('what comes from a broadcast address', P.UnconfirmedUserData, { source: 0xffff, data: SEGMENT });
  dropped('RESET_LINK_STATES with a valid frame count bit', P.ResetLinkStates, { fcv: true });
  dropped('REQUEST_LINK_STATUS with a valid frame count bit', P.RequestLinkStatus, { fcv: true });
  dropped('unconfirmed data with a valid frame count bit', P.UnconfirmedUserData, {
    fcv: true,
    data: SEGMENT,
  });
  dropped('confirmed data without a valid frame count bit', P.ConfirmedUserData, {
    fcb: true,
    data: SEGMENT,
  });
  dropped('TEST_LINK without a valid frame count bit', P.TestLinkStates, { fcb: true });
  dropped('RESET_LINK_STATES with data', P.ResetLinkStates, { data: SEGMENT });
  dropped('REQUEST_LINK_STATUS with data', P.RequestLinkStatus, { data: SEGMENT });
  dropped('TEST_LINK with data', P.TestLinkStates, { fcb: true, fcv: true, data: SEGMENT });
  dropped('an unknown function with data', 7, { data: SEGMENT });
  dropped('unconfirmed user data without data', P.UnconfirmedUserData, {});
  dropped('confirmed user data without data', P.ConfirmedUserData, { fcb: true, fcv: true });
  dropped('a transport header alone', P.UnconfirmedUserData, { data: Uint8Array.of(0xc0) });
  dropped('an answer that nobody waits for', 0, { prm: false });
  dropped('an answer with data', 0xb, { prm: false, data: SEGMENT });
  dropped('the self-address, where it is off', P.RequestLinkStatus, { destination: 0xfffc });
  dropped(
    'the self-address, as a master',
    P.RequestLinkStatus,
    { destination: 0xfffc },
    { master: true, selfAddress: true },
  );
  dropped(
    'a broadcast, as a master',
    P.UnconfirmedUserData,
    { destination: 0xffff, data: SEGMENT },
    { master: true },
  );
});

describe('a station and addresses for many', () => {
  it('answers to the self-address with its own, where that is on', () => {
    assert.deepEqual(
      new Conversation({ selfAddress: true }).primary(P.RequestLinkStatus, { destination: 0xfffc }),
      ['LinkStatus'],
    );
  });

  it('delivers a broadcast with the way in which it is to be acknowledged', () => {
    const it = new Conversation();
    const to = (destination: number): string[] =>
      it.primary(P.UnconfirmedUserData, { destination, data: SEGMENT });
    assert.deepEqual(to(0xfffd), ['fragment c017 to all, no-confirm']);
    assert.deepEqual(to(0xfffe), ['fragment c017 to all, confirm']);
    assert.deepEqual(to(0xffff), ['fragment c017 to all, optional']);
  });

  it('delivers a confirmed broadcast without an ACK, and without minding the frame count bit', () => {
    const it = new Conversation();
    it.primary(P.ResetLinkStates);
    const all = { destination: 0xffff, ...confirmed(false) };
    assert.deepEqual(it.primary(P.ConfirmedUserData, all), ['fragment c017 to all, optional']);
    assert.deepEqual(it.primary(P.ConfirmedUserData, confirmed(true)), ['Ack', 'fragment c017']);
  });

  it('takes nothing but data as a broadcast', () => {
    const it = new Conversation();
    for (const code of [P.ResetLinkStates, P.RequestLinkStatus, P.TestLinkStates, 1, 7])
      assert.deepEqual(it.primary(code, { destination: 0xffff, fcv: code === P.TestLinkStates }), []);
    assert.deepEqual(
      it.primary(P.UnconfirmedUserData, { destination: 0xffff, fcv: true, data: SEGMENT }),
      [],
    );
    assert.deepEqual(it.secondary(4, { destination: 0xffff, data: SEGMENT }), []);
  });

  it('takes no broadcast of several segments, and lets it disturb none for itself', () => {
    const it = new Conversation();
    const data = (...octets: number[]): object => ({ data: Uint8Array.of(...octets) });
    it.primary(P.UnconfirmedUserData, data(0x40, 1));
    assert.deepEqual(it.primary(P.UnconfirmedUserData, { destination: 0xffff, ...data(0x40, 9) }), []);
    assert.deepEqual(it.primary(P.UnconfirmedUserData, { destination: 0xffff, ...data(0x81, 9) }), []);
    assert.deepEqual(it.primary(P.UnconfirmedUserData, data(0x81, 2)), ['fragment 0102']);
  });
});
