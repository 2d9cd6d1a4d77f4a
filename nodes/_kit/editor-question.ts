import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { isThermaCoreError } from '../../lib/core/errors';

/** What the editor sends for a password that the user has not touched: it never got the real one. */
const UNCHANGED = '__PWRD__';

export type Form = Record<string, unknown>;

/** What the editor gets where there is no answer: one sentence for the engineer. */
export interface NoAnswer {
  readonly ok: false;
  readonly answer: string;
}

function withStoredSecrets(RED: NodeAPI, id: unknown, form: Form): Form {
  const stored = typeof id === 'string' ? (RED.nodes.getCredentials(id) as Form | undefined) : undefined;
  const entries = Object.entries(form).map(([name, value]) => [
    name,
    value === UNCHANGED ? stored?.[name] : value,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== '' && value !== null)) as Form;
}

function sentenceOf(error: unknown): string {
  if (isThermaCoreError(error)) return error.sentence;
  if (!(error instanceof z.ZodError)) return 'The question could not be answered: see the log.';
  const [issue] = error.issues;
  return `${issue?.path.join('.') || 'The form'}: ${issue?.message ?? 'is not valid'}.`;
}

/**
 * A button of a form that asks the field: `answer` gets the form as it stands, with the secrets that are stored where the user
 * has not touched them, and what is asked. It reaches wherever the caller says, so it takes the right to deploy, and with an
 * editor that has no login it is not there at all.
 */
export function serveEditorQuestion<T extends object>(
  RED: NodeAPI,
  name: string,
  verb: string,
  answer: (form: Form, question: unknown) => Promise<T>,
): void {
  const hasLogin = Boolean((RED.settings as unknown as { adminAuth?: unknown }).adminAuth);
  RED.httpAdmin.post(
    `/thermacore/${name}/${verb}`,
    RED.auth.needsPermission('thermacore.write'),
    (request, response) => {
      const answered = async (): Promise<T | NoAnswer> => {
        if (!hasLogin)
          return { ok: false, answer: 'This needs an editor with a login (adminAuth in settings.js).' };
        const { id, form, question } = (request.body ?? {}) as {
          id?: unknown;
          form?: Form;
          question?: unknown;
        };
        try {
          return await answer(withStoredSecrets(RED, id, form ?? {}), question ?? {});
        } catch (error) {
          if (!isThermaCoreError(error) && !(error instanceof z.ZodError)) RED.log.error(error);
          return { ok: false, answer: sentenceOf(error) };
        }
      };
      void answered().then((result) => response.json(result));
    },
  );
}
