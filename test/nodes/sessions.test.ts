import assert from 'node:assert/strict';
import { askNode, loggedIn } from '../support/people';
import { useRealPlatform } from '../support/real-platform';
import sessions = require('../../nodes/sessions/sessions');

describe('thermacore-sessions', () => {
  useRealPlatform();

  it('lists and ends one’s own sessions, and for an administrator those of a user', async () => {
    const ask = await askNode(sessions, 'thermacore-sessions');
    const [principal, other] = [await loggedIn('operator@aqua'), await loggedIn('operator@aqua')];
    const own = await ask<{ items: { id: string; current: boolean }[] }>('list', { principal });
    assert.equal(own.items.find(({ current }) => current)?.id, principal.sessionId);
    await ask('end', { principal, params: { session: other.sessionId } });
    await assert.rejects(ask('end', { principal, params: { session: other.sessionId } }), /not-found/);
    await ask('end-others', { principal });
    const admin = await loggedIn('admin@aqua');
    const params = { user: principal.userId };
    const seen = await ask<{ items: { id: string }[] }>('of-user', { principal: admin, params });
    assert.deepEqual(
      seen.items.map(({ id }) => id),
      [principal.sessionId],
    );
    const one = { user: principal.userId, session: principal.sessionId };
    await ask('end-of-user', { principal: admin, params: one });
    assert.deepEqual(await ask('end-all-of-user', { principal: admin, params }), { ended: 0 });
  });
});
