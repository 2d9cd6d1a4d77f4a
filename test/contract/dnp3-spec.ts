import { Dnp3Channels, dialOwn, dnp3Spec } from '../../lib/connectors/dnp3';

/** Apart from the tests, so that a process of its own can load it. */
export const contractSpec = dnp3Spec(new Dnp3Channels(dialOwn));
