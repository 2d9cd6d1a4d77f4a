import { ThermaCoreError, messageOf } from '../core/errors';

interface Place {
  readonly host: string;
  readonly port: number;
  /** A port that every user may open. */
  readonly example: number;
}

/** Why a port cannot be opened, in words that name the field. */
export function listenError(error: unknown, { host, port, example }: Place): ThermaCoreError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new ThermaCoreError('unavailable', `Port ${port} of ${host} is taken by another program.`, {
      field: 'port',
      advice: 'Choose another port, or end what listens there.',
    });
  if (code === 'EACCES')
    return new ThermaCoreError('configuration', `Port ${port} may only be opened by a privileged user.`, {
      field: 'port',
      advice: `Choose a port from 1024 on, such as ${example}.`,
    });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new ThermaCoreError('configuration', `This machine has no address ${host}.`, {
      field: 'host',
      advice: 'Choose 127.0.0.1, 0.0.0.0 or one of its addresses.',
    });
  return new ThermaCoreError(
    'unavailable',
    `Port ${port} of ${host} cannot be opened: ${messageOf(error)}.`,
    { field: 'port', cause: error },
  );
}
