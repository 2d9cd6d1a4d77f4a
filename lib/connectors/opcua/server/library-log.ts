import { stripVTControlCharacters } from 'node:util';
import { setErrorLogger, setWarningLogger } from 'node-opcua';
import type { Logger } from '../../../core/logger';

const MAX_TEXT = 300;

/**
 * The library writes to the console. What it says goes to our log instead, at the level of details: whatever a client does
 * wrong is an error to it. Only the first text of a line is kept; others may be a client's whole request.
 */
export function logLibrary(logger: Logger): void {
  const write = (place: unknown, text?: unknown): void => {
    if (typeof text !== 'string') return;
    const filename = typeof place === 'object' && place !== null && 'filename' in place ? place.filename : '';
    logger.debug('OPC UA library', {
      text: stripVTControlCharacters(text).trim().slice(0, MAX_TEXT),
      place: filename,
    });
  };
  setErrorLogger(write);
  setWarningLogger(write);
}
