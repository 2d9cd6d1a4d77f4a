import { ThermaCoreError } from '../../core/errors';
import type { SqlClient } from '../sql-client';

/** What devices have of a template when they have nothing of their own. */
export interface TemplateDefaults {
  readonly key: string;
  readonly protocol: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

interface Choice {
  readonly protocol: string;
  readonly template?: string | undefined;
  readonly templateUnit?: string | undefined;
}

/** The template that a device names. Throws `invalid` where it cannot have that one at that unit. */
export async function templateFor(
  client: SqlClient,
  { protocol, template, templateUnit }: Choice,
): Promise<TemplateDefaults | undefined> {
  if (template === undefined && templateUnit === undefined) return undefined;
  if (template === undefined)
    throw wrong('templateUnit', 'A device without a template has no unit of one.', 'Name the template, or leave both out.'); // prettier-ignore
  if (templateUnit === undefined)
    throw wrong('templateUnit', `The unit for the points of template "${template}" is missing.`, 'Name the unit whose sensors they are.'); // prettier-ignore
  const { rows } = await client.query<TemplateDefaults>(
    'select key, protocol, settings from thermacore.device_templates where key = $1',
    [template],
  );
  const [found] = rows;
  if (!found)
    throw wrong('template', `There is no device template "${template}".`, 'Make it first, or correct its key.'); // prettier-ignore
  if (found.protocol !== protocol)
    throw wrong('template', `The template "${template}" is of devices that speak ${found.protocol}, not ${protocol}.`, 'Choose one of the same protocol.'); // prettier-ignore
  const units = await client.query('select from thermacore.units where key = $1', [templateUnit]);
  if (units.rows.length === 0)
    throw wrong('templateUnit', `There is no unit "${templateUnit}".`, 'Make it first, or correct its key.'); // prettier-ignore
  return found;
}

const wrong = (field: string, message: string, advice: string): ThermaCoreError =>
  new ThermaCoreError('invalid', message, { field, advice });
