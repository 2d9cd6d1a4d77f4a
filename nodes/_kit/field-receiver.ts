import type { Receiver } from '../../lib/connectors/connector';
import { admissionFault, type Platform } from '../../lib/platform';
import { Rate } from './rate';
import type { TenantService } from './services';

export interface FieldReceiverOptions {
  readonly platform: Platform;
  readonly tenant: TenantService;
  /** Refuse readings of sensors that do not exist. */
  readonly knownOnly: boolean;
  /** First output readings, second a sample of those refused. */
  readonly send: (messages: [object | null, object | null]) => void;
  /** The node's status may have changed. */
  readonly touch: () => void;
}

export interface FieldReceiver {
  readonly receiver: Receiver;
  /** Readings that came. */
  readonly rate: Rate;
  /** A line about those refused since the deploy; empty if none. */
  readonly rejected: string;
}

/** The end of a connector in a node: every reading belongs to the node's tenant, and leaves by one of two outputs. */
export function fieldReceiver({
  platform,
  tenant,
  knownOnly,
  send,
  touch,
}: FieldReceiverOptions): FieldReceiver {
  const rejections = platform.rejections();
  const rate = new Rate(platform.clock);
  const receiver = platform.receiver(
    {
      tenant: tenant.key,
      send(message) {
        rate.add(message.payload.length);
        touch();
        send([message, null]);
      },
      reject: (rejection) => send([null, { topic: 'rejected', payload: rejection, tenant: tenant.key }]),
      ...(knownOnly
        ? {
            admit: ({ unit, sensor, value }) => {
              const directory = tenant.database.current()?.store.directory;
              return directory && admissionFault(directory, tenant.key, unit, sensor, value);
            },
          }
        : {}),
    },
    rejections,
  );
  return {
    receiver,
    rate,
    get rejected() {
      return rejections.summary;
    },
  };
}
