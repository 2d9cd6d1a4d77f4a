import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { z } from 'zod';
import {
  CertificateInput,
  CertificateName,
  ImportInput,
  RevocationInput,
  SigningInput,
  type Certificate,
} from '../../lib/core/certificate';
import { systemClock } from '../../lib/core/clock';
import { ThermaCoreError, messageOf } from '../../lib/core/errors';
import { Certificates, lineLogger, openSecretBox, openStateFolder, readSettings } from '../../lib/platform';

const USAGE = `Usage: thermacore certificates <command>

  list                       what there is, until when, and how it came here
  authority                  the certificate that others are to trust, as PEM
  crl                        what the authority has revoked, as PEM
  chain <name>               a certificate with those of who signed it, as PEM
  create <name>              make a key and a certificate (--host, --purpose, --days, --role)
  request <name>             make a key, and print the request for another authority to sign (--host)
  sign <name>                sign a request (--request <file>, --purpose, --days, --role)
  import <name>              take over a certificate (--cert <file>, --key <file>, --passphrase <text>)
  renew <name>               make it anew, with a new key
  revoke <name>              take it back (--reason)
  remove <name>              forget it and its key

--host may be given several times. A running ThermaCore on this state folder takes over what changed within seconds.
Keys stay in the state folder, sealed: no command prints one.
`;

const OPTIONS = {
  host: { type: 'string', multiple: true },
  purpose: { type: 'string' },
  days: { type: 'string' },
  role: { type: 'string' },
  request: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  passphrase: { type: 'string' },
  reason: { type: 'string' },
} as const;

type Values = ReturnType<typeof parse>['values'];

const parse = (args: string[]) => parseArgs({ args, options: OPTIONS, allowPositionals: true });

/** `thermacore certificates`: the manager of the state folder, beside a running platform or without one. */
export async function run(args: string[]): Promise<number> {
  let given: ReturnType<typeof parse>;
  try {
    given = parse(args);
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  const [verb = 'help', name, ...rest] = given.positionals;
  const command = COMMANDS[verb];
  if (!command || rest.length > 0 || command.takesName !== (name !== undefined)) {
    console.error(USAGE);
    return verb === 'help' ? 0 : 2;
  }
  const settings = readSettings();
  openStateFolder(settings.home);
  const certificates = new Certificates({
    home: settings.home,
    clock: systemClock,
    logger: lineLogger(settings.logLevel, (line) => console.error(line)),
    sealer: () => openSecretBox(settings),
  });
  console.log(await command.run(certificates, name ?? '', given.values));
  return 0;
}

interface Command {
  readonly takesName: boolean;
  run(certificates: Certificates, name: string, values: Values): Promise<string>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  list: {
    takesName: false,
    run: (certificates) =>
      Promise.resolve(certificates.list().map(line).join('\n') || 'There is no certificate yet.'),
  },
  authority: {
    takesName: false,
    run: async (certificates) => (await certificates.authority()).pem.trim(),
  },
  crl: { takesName: false, run: async (certificates) => (await certificates.crl()).trim() },
  chain: { takesName: true, run: (certificates, name) => Promise.resolve(certificates.chain(name).trim()) },
  create: {
    takesName: true,
    run: async (certificates, name, values) =>
      line(await certificates.create(checked(CertificateInput, planOf(name, values)))),
  },
  request: {
    takesName: true,
    run: async (certificates, name, values) =>
      (await certificates.request(checked(CertificateInput, planOf(name, values)))).request.trim(),
  },
  sign: {
    takesName: true,
    async run(certificates, name, values) {
      const request = textOf(values.request, 'request');
      return line(await certificates.sign(checked(SigningInput, { ...useOf(name, values), request })));
    },
  },
  import: {
    takesName: true,
    async run(certificates, name, { cert, key, passphrase }) {
      const input = {
        name,
        certificate: textOf(cert, 'cert'),
        ...(key ? { key: textOf(key, 'key') } : {}),
        ...(passphrase ? { passphrase } : {}),
      };
      return line(await certificates.import(checked(ImportInput, input)));
    },
  },
  renew: {
    takesName: true,
    run: async (certificates, name) => line(await certificates.renew(checked(CertificateName, name))),
  },
  revoke: {
    takesName: true,
    async run(certificates, name, { reason }) {
      const input = checked(RevocationInput, reason ? { reason } : {});
      return line(await certificates.revoke(name, input.reason));
    },
  },
  remove: {
    takesName: true,
    async run(certificates, name) {
      await certificates.remove(name);
      return `The certificate ${name} is gone, with its key.`;
    },
  },
};

const useOf = (name: string, { purpose, days, role }: Values) => ({
  name,
  ...(purpose ? { purpose } : {}),
  ...(days ? { days: Number(days) } : {}),
  ...(role ? { role } : {}),
});

const planOf = (name: string, values: Values) => ({
  ...useOf(name, values),
  ...(values.host ? { hosts: values.host } : {}),
});

const line = ({ name, state, source, subject, validTo, hosts }: Certificate): string =>
  [
    name.padEnd(20),
    state.padEnd(10),
    source.padEnd(10),
    validTo?.slice(0, 10) ?? '-',
    subject,
    hosts.join(' '),
  ]
    .join('  ')
    .trim();

function checked<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  const field = String(issue?.path[0] ?? 'name');
  throw new ThermaCoreError('invalid', `${field}: ${issue?.message ?? 'is not valid'}.`, {
    field,
    advice: 'See: thermacore certificates help',
  });
}

function textOf(file: string | undefined, field: string): string {
  const wrong = (what: string, cause?: unknown): ThermaCoreError =>
    new ThermaCoreError('invalid', `--${field} ${what}.`, {
      field,
      advice: 'Give the path of a PEM file that this user may read.',
      cause,
    });
  if (!file) throw wrong('is missing');
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw wrong(`names ${file}, which cannot be read`, cause);
  }
}
