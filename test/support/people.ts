import { DEMO_PASSWORD } from './real-platform';
import { runAlarms } from './alarm-plant';
import type { NodeModule } from './node-red';
import { ensurePlatform, type Principal } from '../../lib/platform';

/** Somebody who is logged in to the platform of the tests. */
export async function loggedIn(username: string, password = DEMO_PASSWORD): Promise<Principal> {
  const auth = await ensurePlatform().auth();
  const tokens = await auth.login({ username, password });
  return (await auth.verify(tokens.access_token)).principal;
}

/** A flow of one node that answers questions; what it refuses is thrown. */
export async function askNode(module: NodeModule, type: string) {
  const flow = await runAlarms([module], [{ id: 'n', type, operation: '', wires: [['out']] }]);
  return async <T>(operation: string, more: object = {}): Promise<T> => {
    flow.send('n', { operation, apiRequest: { id: '1' }, ...more });
    const { payload, error } = await flow.next('out');
    if (error) throw new Error(JSON.stringify(error));
    return payload as T;
  };
}
