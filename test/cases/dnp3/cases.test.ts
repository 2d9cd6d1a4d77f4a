import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { FunctionCode, functionName, isResponse } from '../../../lib/dnp3/app/function-code';
import { Iin, iinNames } from '../../../lib/dnp3/app/iin';
import { readFragment } from '../../../lib/dnp3/app/reader';
import { SecondaryFunction } from '../../../lib/dnp3/link/frame';
import { type End, MasterEnd, OutstationEnd } from '../../support/dnp3/ends';
import { octetsOf } from '../../unit/dnp3/vectors';

/**
 * What somebody sends that should not be sent, and what must come of it. Afterwards the end serves a good peer: it
 * answers REQUEST_LINK_STATUS, and a READ succeeds.
 *
 * {s} in hex stands for the sequence number (one digit) of the last request that the end wrote, {s+n} for one after it.
 */
const Case = z.strictObject({
  what: z.string(),
  /** Who is attacked. A master has started and waits for the answer to a READ, unless `asks` is false. */
  end: z.enum(['outstation', 'master']),
  asks: z.boolean().default(true),
  config: z.record(z.string(), z.unknown()).default({}),
  /** Indications in all answers of the good peer. */
  peerIin: z.number().default(0),
  steps: z.array(
    z.union([
      /** Octets as they are. */
      z.strictObject({ octets: z.string(), times: z.number().default(1) }),
      /** In a frame of user data that is good. */
      z.strictObject({ segment: z.string(), times: z.number().default(1) }),
      /** In segments and frames that are good. */
      z.strictObject({ fragment: z.string(), times: z.number().default(1) }),
      z.strictObject({ laterMs: z.number(), times: z.number().default(1) }),
      /** The good peer answers all that was written, for so long. */
      z.strictObject({ answeringMs: z.number() }),
    ]),
  ),
  expect: z.strictObject({
    /** What it writes, without IIN1.4 and IIN1.7, which it has until the master sees to them. */
    written: z.array(z.string()).default([]),
    /** What it carries out, or delivers. */
    done: z.array(z.string()).default([]),
    /** How a master's READ ended; null: it waits on. */
    result: z.string().nullable().optional(),
    /** In place of what is written and done: a poll a second for a minute, and not many more. */
    requestsBelow: z.number().optional(),
  }),
});
type Case = z.output<typeof Case>;
type Step = Case['steps'][number];

const SECONDARY: ReadonlyMap<number, string> = new Map(
  Object.entries(SecondaryFunction).map(([name, code]) => [code, name]),
);
const USUAL = Iin.NeedTime | Iin.DeviceRestart;

class Run {
  readonly end: End;
  readonly written: string[] = [];
  private seq = 0;

  constructor(private readonly its: Case) {
    this.end = its.end === 'master' ? new MasterEnd(its.config) : new OutstationEnd(its.config);
    const { end } = this;
    if (end instanceof MasterEnd) {
      end.iin = its.peerIin;
      end.answerAll(end.start());
      end.answered = 0;
      if (its.asks) this.heard(end.ask());
    } else this.heard(end.start());
    this.written.length = 0;
    end.done();
  }

  step(step: Step): void {
    const { end } = this;
    if ('answeringMs' in step) {
      assert.ok(end instanceof MasterEnd);
      for (let ms = 0; ms < step.answeringMs; ms += 100) end.answerAll(end.later(100));
      return;
    }
    for (let i = 0; i < step.times; i++)
      this.heard('laterMs' in step ? end.later(step.laterMs) : end.push(this.octets(step)));
  }

  private octets(step: Exclude<Step, { laterMs: number } | { answeringMs: number }>): Uint8Array {
    if ('octets' in step) return octetsOf(step.octets);
    const { peer } = this.end;
    if ('segment' in step) return peer.segment(this.filled(step.segment));
    return peer.framed(this.filled(step.fragment));
  }

  private filled(hex: string): Uint8Array {
    return octetsOf(
      hex.replace(/\{s(?:\+(\d+))?\}/g, (_, more: string | undefined) =>
        ((this.seq + Number(more ?? 0)) & 0x0f).toString(16),
      ),
    );
  }

  private heard(written: readonly Uint8Array[]): void {
    for (const octets of written) {
      const { frames, fragments } = this.end.peer.heard(octets);
      for (const { prm, function: code } of frames)
        if (!prm) this.written.push(SECONDARY.get(code) ?? `function ${code}`);
      for (const fragment of fragments) this.written.push(this.told(fragment));
    }
  }

  private told(octets: Uint8Array): string {
    const fragment = readFragment(octets);
    assert.ok(fragment && !fragment.fault, 'what it writes can be read');
    const { control, function: code, iin, headers } = fragment;
    if (code !== FunctionCode.Confirm) this.seq = control.seq;
    const statuses = headers.flatMap(({ content }) =>
      content.kind === 'crobs'
        ? content.crobs.map(({ status }) => `status ${status}`)
        : content.kind === 'set-points'
          ? content.setPoints.map(({ status }) => `status ${status}`)
          : [],
    );
    const indications = isResponse(code) ? iinNames(iin & ~USUAL) : [];
    const objects =
      statuses.length > 0
        ? statuses
        : headers.map(({ variation }) => `g${variation.group}v${variation.variation}`);
    return [functionName(code), ...indications, ...objects].join(' ');
  }

  check(): void {
    const { end, its } = this;
    const { written, done, result, requestsBelow } = its.expect;
    if (requestsBelow === undefined) {
      assert.deepEqual(this.written, written, 'written');
      assert.deepEqual(end.done(), done, 'done');
    }
    if (end instanceof MasterEnd) {
      if (result !== undefined)
        assert.equal(end.result ? (end.result.ok ? 'ok' : end.result.cause) : null, result, 'result');
      if (requestsBelow !== undefined) assert.ok(end.answered < requestsBelow, `${end.answered} requests`);
      end.iin = 0;
    }
    assert.equal(end.ailment(), undefined, 'afterwards');
  }
}

describe('DNP3 octets that should not be sent', () => {
  for (const name of readdirSync(__dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)) {
    const its = Case.parse(JSON.parse(readFileSync(join(__dirname, name, 'case.json'), 'utf8')));
    it(`${name}: ${its.what}`, () => {
      const run = new Run(its);
      for (const step of its.steps) run.step(step);
      run.check();
    });
  }
});
