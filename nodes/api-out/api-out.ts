import { z } from 'zod';
import { ThermaCoreError } from '../../lib/core/errors';
import { nameField, whole } from '../_kit/fields';
import { answerStreams } from '../_kit/handles';
import { pendingCalls } from '../_kit/pending-calls';
import { defineNode, type FlowMessage } from '../_kit/register';
import { errorFromWire } from '../_kit/wire-error';

const Headers = z.record(z.string(), z.string());

const config = z.object({
  name: nameField,
  statusCode: whole(200, 299)
    .optional()
    .describe('Status of the answer, one that the operation lists; default: the operation’s own'),
  headers: z
    .string()
    .optional()
    .transform((text, context) => {
      if (text === undefined) return {};
      try {
        return Headers.parse(JSON.parse(text));
      } catch {
        context.addIssue({ code: 'custom', message: 'is not a JSON object of texts' });
        return z.NEVER;
      }
    })
    .describe('Further headers, as a JSON object'),
});

const idOf = (message: FlowMessage): string | undefined =>
  (message['apiRequest'] as { id?: string } | undefined)?.id;

export = defineNode({
  name: 'api-out',
  config,
  create({ config: { statusCode, headers }, node, platform, status }) {
    const pending = pendingCalls(platform);
    let answered = 0;
    const line = status.live(() => ({
      state: 'ok',
      text: answered === 0 ? 'ready' : `${answered} answered`,
    }));

    return {
      input(message) {
        const id = idOf(message);
        if (id === undefined)
          throw new ThermaCoreError('invalid', 'The message belongs to no request.', {
            field: 'msg.apiRequest',
            advice: 'Start the flow with "api in", and keep msg.apiRequest in the message.',
          });
        const call = pending.take(id);
        if (!call) {
          status.set('warn', 'nobody waits for this answer');
          node.warn(
            'Nobody waits for this answer: it was given before, came after the time-out, or the client left.',
          );
          return;
        }
        // Status and headers come from the form only: those of a message are often left from an "http request" node.
        const options = { headers, ...(statusCode ? { status: statusCode } : {}) };
        const given =
          message['error'] === undefined
            ? call.reply(answerStreams(platform).take(message.payload) ?? message.payload, options)
            : call.fail(errorFromWire(message['error']));
        if (!given)
          throw new ThermaCoreError(
            'invalid',
            `The answer does not fit the operation "${call.operationId}".`,
            {
              field: 'msg.payload',
              advice: 'The log names the field; /api/docs shows what the answer looks like.',
            },
          );
        answered++;
        line.touch();
      },
    };
  },
});
