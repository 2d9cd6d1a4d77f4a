import assert from 'node:assert/strict';
import {
  staleStatusOf,
  statusOf,
  statusOfError,
  statusOfOutcome,
} from '../../../../../lib/connectors/opcua/server/status-codes';
import type { Refusal, ServedOutcome } from '../../../../../lib/connectors/opcua/server';
import { ThermaCoreError, type ErrorCode } from '../../../../../lib/core/errors';
import {
  QUALITY_CLASSES,
  QUALITY_FLAGS,
  type QualityClass,
  type QualityFlag,
} from '../../../../../lib/core/quality';

describe('Status codes of an OPC UA server', () => {
  it('say what the quality of a reading says', () => {
    const table: [QualityClass, QualityFlag[], string][] = [
      ['good', [], 'Good'],
      ['good', ['historical'], 'Good'],
      ['good', ['substituted'], 'GoodLocalOverride'],
      ['good', ['stale'], 'UncertainLastUsableValue'],
      ['uncertain', [], 'Uncertain'],
      ['uncertain', ['stale'], 'UncertainLastUsableValue'],
      ['uncertain', ['comm-lost'], 'UncertainNoCommunicationLastUsableValue'],
      ['uncertain', ['stale', 'comm-lost'], 'UncertainNoCommunicationLastUsableValue'],
      ['uncertain', ['substituted'], 'UncertainSubstituteValue'],
      ['uncertain', ['over-range'], 'UncertainEngineeringUnitsExceeded'],
      ['uncertain', ['under-range'], 'UncertainEngineeringUnitsExceeded'],
      ['uncertain', ['sensor-failure'], 'UncertainSensorNotAccurate'],
      ['uncertain', ['conversion'], 'UncertainSensorNotAccurate'],
      ['uncertain', ['restart'], 'UncertainInitialValue'],
      ['uncertain', ['chatter'], 'Uncertain'],
      ['bad', [], 'Bad'],
      ['bad', ['comm-lost'], 'BadNoCommunication'],
      ['bad', ['sensor-failure'], 'BadSensorFailure'],
      ['bad', ['over-range'], 'BadOutOfRange'],
      ['bad', ['restart'], 'BadWaitingForInitialData'],
      ['bad', ['conversion'], 'BadDecodingError'],
    ];
    for (const [quality, flags, name] of table)
      assert.equal(statusOf(quality, flags).name, name, `${quality} ${flags.join()}`);
  });

  it('never make a reading better than it is', () => {
    const severity = (value: number): number => value >>> 30;
    for (const [rank, quality] of QUALITY_CLASSES.entries())
      for (const flag of QUALITY_FLAGS) {
        assert.ok(severity(statusOf(quality, [flag]).value) >= rank, `${quality} ${flag}`);
        assert.ok(
          severity(staleStatusOf(quality, [flag]).value) >= Math.max(rank, 1),
          `stale ${quality} ${flag}`,
        );
      }
  });

  it('answer a write with what became of the command', () => {
    const table: [ServedOutcome['outcome'], Refusal | undefined, string][] = [
      ['verified', undefined, 'Good'],
      ['accepted', undefined, 'Good'],
      ['pending', undefined, 'GoodCompletesAsynchronously'],
      ['rejected', 'permission', 'BadUserAccessDenied'],
      ['rejected', 'range', 'BadOutOfRange'],
      ['rejected', 'type', 'BadTypeMismatch'],
      ['rejected', 'not-writable', 'BadNotWritable'],
      ['rejected', 'busy', 'BadTooManyOperations'],
      ['rejected', 'state', 'BadInvalidState'],
      ['rejected', undefined, 'BadInvalidState'],
      ['failed', undefined, 'BadDeviceFailure'],
      ['timed-out', undefined, 'BadTimeout'],
    ];
    for (const [outcome, refusal, name] of table)
      assert.equal(statusOfOutcome({ outcome, ...(refusal ? { refusal } : {}) }).name, name, outcome);
  });

  it('answer an error by its kind, and what nobody expected without a word of it', () => {
    const table: [ErrorCode, string][] = [
      ['timeout', 'BadTimeout'],
      ['unavailable', 'BadResourceUnavailable'],
      ['rate-limited', 'BadTooManyOperations'],
      ['forbidden', 'BadUserAccessDenied'],
      ['not-found', 'BadNodeIdUnknown'],
      ['invalid', 'BadInvalidArgument'],
    ];
    for (const [code, name] of table)
      assert.equal(statusOfError(new ThermaCoreError(code, 'no')).name, name, code);
    assert.equal(statusOfError(new Error('select * from secrets')).name, 'BadInternalError');
  });
});
